import type { AuditView } from "#domain/audit/audit.schema.ts";
import type { AuditedField } from "#domain/subscriptions/webhook.schema.ts";
import { eachWebhookField } from "#domain/subscriptions/webhook-fields.schema.ts";
import { countOf } from "#features/count-text.ts";
import { eventLabel } from "#features/labels/event-label.ts";

type Entry = Pick<AuditView, "actor" | "action" | "target" | "details">;

/**
 * Formats an audit entry: "Mia made a new secret for Newsletter". `viewerId` is the reader; `nameOf` returns current
 * webhook names.
 */
export const activitySentence = (
  entry: Entry,
  { viewerId, nameOf }: { viewerId: string; nameOf: (webhookId: string) => string },
): string => {
  const what = whatText(entry, nameOf);
  const told = WORDS[entry.action]?.(what, entry.details) ?? `did “${entry.action}” ${what}`.trimEnd();
  return `${actorText(entry.actor, viewerId)} ${told}`;
};

/** Empty for objects without a name: a sign-in, and the own account. */
const whatText = ({ actor, target: { name, id, kind } }: Entry, nameOf: (webhookId: string) => string): string => {
  if (kind === "user" && id === actor.id) return "";
  if (name) return name;
  if (!id || kind === "session") return "";
  return kind === "webhook" ? nameOf(id) : id;
};

const actorText = ({ kind, id, name }: Entry["actor"], viewerId: string): string => {
  if (kind === "system") return "Bellhop";
  if (id === viewerId) return "You";
  return kind === "api_key" ? `The API key ${name ?? id}` : (name ?? "Somebody");
};

const WORDS: Record<string, (what: string, details: Entry["details"]) => string> = {
  "webhook.created": (what) => `added the webhook ${what}`,
  "webhook.updated": (what, { changed, fromVersion, toVersion }) =>
    `changed ${fieldsText(changed)} of ${what}${toVersion ? ` (${fromVersion} → ${toVersion})` : ""}`,
  "webhook.enabled": (what) => `turned ${what} on`,
  "webhook.disabled": (what, { reason }) => `turned ${what} off${OFF[String(reason)] ?? ""}`,
  "webhook.deleted": (what) => `deleted the webhook ${what}`,
  "webhook.tested": (what, { event }) => `sent the test “${eventLabel(String(event))}” to ${what}`,
  "webhook.waiting_canceled": (what, { count }) =>
    `canceled what was waiting for ${what} (${countOf(Number(count ?? 0), "message")})`,
  "secret.rotated": (what) => `made a new secret for ${what}`,
  "secret.revealed": (what) => `looked at the secret of ${what}`,
  "delivery.resent": () => "sent a message again",
  "recovery.started": (what, { count }) =>
    `began to send ${countOf(Number(count ?? 0), "missed message")} to ${what} again`,
  "recovery.canceled": (what) => `stopped sending missed messages to ${what}`,
  "api_key.created": (what, { mode }) => `made the ${mode === "test" ? "test API key" : "API key"} ${what}`,
  "api_key.revoked": (what) => `revoked the API key ${what}`,
  "session.signed_in": (_, { shown }) => `signed in${shown === "recoveryCode" ? " with a recovery code" : ""}`,
  "session.sign_in_failed": (what, { shown }) =>
    `refused a sign-in as ${what}: wrong ${shown === "password" ? "password" : "code"}`,
  "session.signed_out": () => "signed out",
  "session.handed_off": () => "came in from the booking system",
  "session.ended": (what, { count, askedBy }) =>
    [
      Number(count) > 1 ? `ended ${count} sign-ins` : "ended a sign-in",
      what && ` of ${what}`,
      askedBy === "platform" ? ", as the booking system asked" : "",
    ].join(""),
  "user.added": (what) => `added ${what}`,
  "user.changed": (what, { change }) => `${ACCOUNT[String(change)] ?? "changed the account"}${what && ` for ${what}`}`,
  "user.removed": (what) => `removed ${what}`,
  "event.canceled": () => "canceled a scheduled event",
  "data.erased": (_, { what, count }) => {
    if (typeof count === "number") return `erased ${countOf(count, "event")} of a customer`;
    return what === "customer" ? "asked to erase a customer’s data" : "erased the data of an event";
  },
};

const ACCOUNT: Record<string, string> = {
  password: "set a new password",
  secondFactorOn: "turned the second factor on",
  secondFactorOff: "turned the second factor off",
  recoveryCodes: "made new recovery codes",
};

const OFF: Record<string, string> = {
  gone: ": the receiver said that it is gone",
  receiver_request: ": the receiver asked for it",
  failing: ": it had failed for too long",
};

const FIELDS: Record<AuditedField, string> = {
  url: "the address",
  events: "the events",
  headers: "the headers",
  ...eachWebhookField("label"),
};
const FIELD_LABELS = new Map(Object.entries(FIELDS));

const fieldsText = (changed: unknown): string => {
  const names = (Array.isArray(changed) ? changed : []).map(
    (field) => FIELD_LABELS.get(String(field)) ?? String(field),
  );
  if (names.length === 0) return "the settings";
  return names.length === 1 ? String(names[0]) : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
};
