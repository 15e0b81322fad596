import type { InngestServer } from "#tests/protocol/executor.ts";
import { signRequest } from "#tests/protocol/signature.ts";

/** @param signingKey left out in dev mode, which has no signatures */
export const syncApp = async (appUrl: string, signingKey?: string): Promise<void> => {
  const headers = signingKey ? { "x-inngest-signature": signRequest("", signingKey) } : undefined;
  const response = await fetch(`${appUrl}/api/inngest`, { method: "PUT", headers });
  if (!response.ok) throw new Error(`the app did not register: ${response.status} ${await response.text()}`);
};

/**
 * Real server named by the SDK's own variables: `INNGEST_DEV=<url>` for `inngest dev`; `INNGEST_BASE_URL`,
 * `INNGEST_EVENT_KEY` and `INNGEST_SIGNING_KEY` for a signing one. Null = none is named.
 */
export const namedServer = (source: NodeJS.ProcessEnv): InngestServer | null => {
  const { INNGEST_DEV, INNGEST_BASE_URL, INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY } = source;
  if (INNGEST_DEV) return realServer(INNGEST_DEV, "test", { INNGEST_DEV });
  if (!INNGEST_BASE_URL || !INNGEST_EVENT_KEY || !INNGEST_SIGNING_KEY) return null;
  return realServer(INNGEST_BASE_URL, INNGEST_EVENT_KEY, { INNGEST_BASE_URL, INNGEST_SIGNING_KEY });
};

const realServer = (url: string, eventKey: string, environment: Record<string, string>): InngestServer => ({
  url,
  eventKey,
  environment: { ...environment, INNGEST_EVENT_KEY: eventKey },
  sync: (appUrl) => syncApp(appUrl, environment.INNGEST_SIGNING_KEY),
  executor: null,
  close: async () => {},
});
