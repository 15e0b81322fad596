import { addressPolicy } from "#domain/url-policy/address-policy.ts";
import { env } from "#env.ts";
import { originsOf } from "#server/auth/auth.ts";

const RECEIVER = "/demo/receiver/";

/** Returns the tenant's inspector URL; null without demo data, or where our own host may not be registered. */
export const inspectorUrlOf = (tenantId: string): string | null => {
  const { SEED_DEMO, BASE_URL } = env();
  const isRefused = addressPolicy({ baseUrl: BASE_URL }).ownHosts.length > 0;
  return SEED_DEMO && !isRefused ? `${BASE_URL}${RECEIVER}${encodeURIComponent(tenantId)}` : null;
};

/** Returns an inspector of its own: a signature is checked with the secret of the webhook that has the URL. */
export const playgroundInspectorUrlOf = (tenantId: string): string | null => {
  const url = inspectorUrlOf(tenantId);
  return url && `${url}/playground`;
};

/** Returns the page that shows requests to this URL; null for other receivers. */
export const inspectorPathOf = (url: string): string | null => {
  const { SEED_DEMO, BASE_URL } = env();
  const parsed = URL.parse(url);
  if (!SEED_DEMO || !parsed || !originsOf(BASE_URL).includes(parsed.origin)) return null;
  return parsed.pathname.startsWith(RECEIVER) ? parsed.pathname.replace("/receiver/", "/inspector/") : null;
};
