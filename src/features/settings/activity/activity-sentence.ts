import type { AuditView } from "#domain/audit/audit.schema.ts";
import { WEBHOOK_FIELD_LABELS } from "#domain/subscriptions/webhook-fields.values.ts";
import type { Translate } from "#features/translate.ts";

type Entry = Pick<AuditView, "actor" | "action" | "target" | "details">;

type T = Translate<"settings.activity">;

type Names = {
  viewerId: string;
  locale: string;
  brand: string;
  /** Current name of a webhook. */
  nameOf: (webhookId: string) => string;
  /** Title of an event type. */
  eventLabel: (event: string) => string;
};

/** Formats an audit entry: "Mia created a new secret for Newsletter". */
export const activitySentence = (entry: Entry, t: T, names: Names): string => {
  const told: Told = {
    t,
    names,
    details: entry.details,
    who: whoText(entry.actor, t, names),
    what: whatText(entry, t, names.nameOf),
    isSelf: entry.target.id === entry.actor.id,
  };
  const { who, what } = told;
  return SENTENCES[entry.action]?.(told) ?? t("unknown", { who, what, action: entry.action }).trimEnd();
};

/** People are named without quotation marks. */
const isOfPerson = (kind: string) => kind === "user" || kind === "session";

/** Empty for objects without a name: a sign-in, and the own account. */
const whatText = ({ actor, target: { name, id, kind } }: Entry, t: T, nameOf: Names["nameOf"]): string => {
  if (kind === "user" && id === actor.id) return "";
  if (name) return isOfPerson(kind) ? name : t("named", { name });
  if (!id || kind === "session") return "";
  return kind === "webhook" ? t("named", { name: nameOf(id) }) : id;
};

const whoText = ({ kind, id, name }: Entry["actor"], t: T, { viewerId, brand }: Names): string => {
  if (kind === "system" || kind === "operator") return t("who.name", { name: brand });
  if (id === viewerId) return t("who.you");
  if (kind === "api_key") return t("who.apiKey", { name: name ?? id });
  return name ? t("who.name", { name }) : t("who.unnamed");
};

type Told = { t: T; names: Names; who: string; what: string; details: Entry["details"]; isSelf: boolean };

const count = ({ details }: Told) => Number(details.count ?? 0);
const ofWhat = ({ what }: Told) => (what ? "some" : "none");
const roleOf = ({ details }: Told) => String(details.role);

const SENTENCES: Record<string, (told: Told) => string> = {
  "webhook.created": ({ t, who, what }) => t("webhookCreated", { who, what }),
  "webhook.updated": (told) => {
    const { t, who, what, details } = told;
    const fields = fieldsText(told);
    if (!details.toVersion) return t("webhookUpdated", { who, what, fields });
    return t("webhookUpgraded", {
      who,
      what,
      fields,
      from: String(details.fromVersion),
      to: String(details.toVersion),
    });
  },
  "webhook.enabled": ({ t, who, what }) => t("webhookEnabled", { who, what }),
  "webhook.disabled": ({ t, who, what, details }) =>
    t("webhookDisabled", { who, what, reason: String(details.reason) }),
  "webhook.deleted": ({ t, who, what }) => t("webhookDeleted", { who, what }),
  "webhook.tested": ({ t, who, what, details, names }) =>
    t("webhookTested", { who, what, event: names.eventLabel(String(details.event)) }),
  "webhook.waiting_canceled": (told) =>
    told.t("waitingCanceled", { who: told.who, what: told.what, count: count(told) }),
  "secret.rotated": ({ t, who, what }) => t("secretRotated", { who, what }),
  "secret.previous_ended": ({ t, who, what }) => t("previousSecretEnded", { who, what }),
  "secret.revealed": ({ t, who, what }) => t("secretRevealed", { who, what }),
  "delivery.resent": ({ t, who }) => t("deliveryResent", { who }),
  "delivery.canceled": ({ t, who }) => t("deliveryCanceled", { who }),
  "recovery.started": (told) => told.t("recoveryStarted", { who: told.who, what: told.what, count: count(told) }),
  "recovery.canceled": ({ t, who, what }) => t("recoveryCanceled", { who, what }),
  "api_key.created": ({ t, who, what, details }) => t("apiKeyCreated", { who, what, mode: String(details.mode) }),
  "api_key.revoked": ({ t, who, what }) => t("apiKeyRevoked", { who, what }),
  "session.signed_in": ({ t, who, details }) => t("signedIn", { who, shown: String(details.shown) }),
  "session.sign_in_failed": ({ t, who, what, details }) =>
    t("signInFailed", { who, what, shown: String(details.shown) }),
  "session.signed_out": ({ t, who }) => t("signedOut", { who }),
  "session.handed_off": ({ t, who }) => t("handedOff", { who }),
  "session.link_created": ({ t, who, what }) => t("linkCreated", { who, what }),
  "session.ended": (told) =>
    told.t("sessionEnded", {
      who: told.who,
      what: told.what,
      of: ofWhat(told),
      count: Math.max(1, count(told)),
      by: String(told.details.askedBy),
    }),
  "user.added": ({ t, who, what }) => t("userAdded", { who, what }),
  "user.joined": (told) => told.t("userJoined", { who: told.who, role: roleOf(told) }),
  "user.removed": ({ t, who, what, isSelf }) => (isSelf ? t("userLeft", { who }) : t("userRemoved", { who, what })),
  "user.role_changed": (told) =>
    told.isSelf
      ? told.t("roleChangedSelf", { who: told.who, role: roleOf(told) })
      : told.t("roleChanged", { who: told.who, what: told.what, role: roleOf(told) }),
  "user.emails_changed": ({ t, who, details }) =>
    t("emailsChanged", { who, wanted: String(details.wanted), kind: String(details.email).replace(".", "_") }),
  "user.changed": (told) => {
    const { t, who, what, details } = told;
    const key = ACCOUNT[String(details.change)] ?? "accountChanged";
    return t(key, { who, what, of: ofWhat(told) });
  },
  "invite.created": (told) => told.t("inviteCreated", { who: told.who, what: told.what, role: roleOf(told) }),
  "invite.renewed": ({ t, who, what }) => t("inviteRenewed", { who, what }),
  "invite.revoked": ({ t, who, what }) => t("inviteRevoked", { who, what }),
  "event.canceled": ({ t, who }) => t("eventCanceled", { who }),
  "data.erased": (told) => {
    const { t, who, details } = told;
    if (typeof details.count === "number") return t("eventsErased", { who, count: details.count });
    return details.what === "customer" ? t("customerErased", { who }) : t("eventErased", { who });
  },
};

const ACCOUNT: Record<string, "passwordSet" | "twoFactorOn" | "twoFactorOff" | "recoveryCodes"> = {
  password: "passwordSet",
  secondFactorOn: "twoFactorOn",
  secondFactorOff: "twoFactorOff",
  recoveryCodes: "recoveryCodes",
};

/** Fields with a text. A field that is new in the domain shows its English label until it gets one. */
export const FIELD_TEXTS = [
  "url",
  "events",
  "headers",
  "description",
  "rateLimitPerSecond",
  "ordered",
  "apiVersion",
  "redact",
] as const;

const LABELS = new Map<string, string>(Object.entries(WEBHOOK_FIELD_LABELS));

const fieldsText = ({ t, details: { changed }, names: { locale } }: Told): string => {
  const fields = (Array.isArray(changed) ? changed : []).map(String);
  if (fields.length === 0) return t("fields.none");
  const texts = fields.map((field) => {
    const known = FIELD_TEXTS.find((name) => name === field);
    return known ? t(`fields.${known}`) : (LABELS.get(field) ?? field);
  });
  return new Intl.ListFormat(locale, { type: "conjunction" }).format(texts);
};
