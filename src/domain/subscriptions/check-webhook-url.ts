import type { Actor, Deps } from "#domain/context.ts";
import { listedMode } from "#domain/listed-mode.ts";
import { shownUrl } from "#domain/shown-url.ts";
import { findUrlTwin, readUrls } from "#domain/subscriptions/assert-url-free.ts";
import { judgeUrl } from "#domain/subscriptions/check-webhook-input.ts";
import type { CheckUrlInput, UrlVerdict } from "#domain/subscriptions/check-webhook-url.schema.ts";
import { judgeAddresses } from "#domain/url-policy/judge-addresses.ts";
import { literalAddress } from "#domain/url-policy/literal-address.ts";

/**
 * Judges a typed URL before it is saved: its text, whether another webhook has it, and whether its host leads to a public address.
 * `create` and `update` refuse only what is `refused` or `duplicate`.
 */
export const checkWebhookUrl = async (
  deps: Pick<Deps, "db" | "settings" | "resolveHost">,
  actor: Actor,
  { url, mode, id = "" }: CheckUrlInput,
): Promise<UrlVerdict> => {
  const verdict = await judgeUrl(deps, url);
  if (!verdict.ok) return { verdict: "refused", message: verdict.message };
  const known = await readUrls(deps.db, { tenantId: actor.tenantId, mode: listedMode(actor, mode) });
  const twin = findUrlTwin(known, { id, url });
  if (twin) return { verdict: "duplicate", webhook: { id: twin.id, name: twin.description || shownUrl(twin.url) } };
  return judgeHost(deps, new URL(url).hostname);
};

const judgeHost = async (
  { settings: { addressPolicy, resolvesHosts }, resolveHost }: Pick<Deps, "settings" | "resolveHost">,
  host: string,
): Promise<UrlVerdict> => {
  // Names that passed the text check as a literal or as localhost are allowed by the operator.
  if (!resolvesHosts || literalAddress(host) !== null || host === "localhost") return { verdict: "usable" };
  const addresses = await resolveHost(host);
  if (addresses.length === 0) return { verdict: "unresolved", host };
  return judgeAddresses(addresses, addressPolicy) === "allow" ? { verdict: "usable" } : { verdict: "not_public", host };
};
