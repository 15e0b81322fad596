import { describe, expect, it } from "vitest";
import { type AuditView, auditAction } from "#domain/audit/audit.schema.ts";
import { webhookFieldNames, webhookFields } from "#domain/subscriptions/webhook-fields.schema.ts";
import { activitySentence, FIELD_TEXTS } from "#features/settings/activity/activity-sentence.ts";
import { translatorOf } from "#features/texts/translator-of.ts";

const mia = { kind: "user", id: "usr_mia", name: "Mia" } as const;
const books = { kind: "webhook", id: "wh_1", name: "Books" };
const bellhop = { kind: "system", id: "system", name: null } as const;
const signIn = { kind: "session", id: "ses_1", name: null };
const nobody = { kind: "webhook", id: "wh_2", name: null };

const sayIn =
  (locale: "en" | "de") =>
  (entry: Partial<Pick<AuditView, "actor" | "action" | "target" | "details">>, viewerId = "usr_other") => {
    const t = translatorOf("settings.activity", locale);
    const told = { actor: mia, action: "webhook.created", target: books, details: {}, ...entry };
    const nameOf = (id: string) => (id === "wh_2" ? "Newsletter" : "deleted webhook");
    return activitySentence(told, t, {
      viewerId,
      locale,
      brand: "Bellhop",
      nameOf,
      eventLabel: () => "Payment failed",
    });
  };

const say = sayIn("en");
const sage = sayIn("de");
const bea = { kind: "user", id: "usr_bea", name: "Bea" };

describe("activitySentence", () => {
  it.each([
    [say({}), "Mia added the webhook “Books”"],
    [say({}, "usr_mia"), "You added the webhook “Books”"],
    [say({ actor: { kind: "api_key", id: "key_1", name: "Till" } }), "The API key “Till” added the webhook “Books”"],
    [say({ actor: { ...mia, name: null } }), "An unnamed person added the webhook “Books”"],
    [say({ action: "webhook.updated", details: { changed: ["url"] } }), "Mia changed the URL of “Books”"],
    [
      say({ action: "webhook.updated", details: { changed: ["url", "headers", "redact"] } }),
      "Mia changed the URL, the headers, and the hidden fields of “Books”",
    ],
    [
      say({
        actor: bellhop,
        action: "webhook.disabled",
        details: { reason: "gone" },
      }),
      "Bellhop turned “Books” off: the endpoint said it is gone",
    ],
    [say({ action: "webhook.disabled", details: { reason: "by_user" } }), "Mia turned “Books” off"],
    [say({ action: "recovery.canceled", target: nobody }), "Mia stopped resending missed events to “Newsletter”"],
    [say({ action: "data.erased", details: { what: "customer" } }), "Mia asked to erase a customer’s data"],
    [say({ action: "data.erased", details: { what: "customer", count: 2 } }), "Mia erased 2 events of a customer"],
    [say({ action: "session.signed_in", target: signIn, details: { shown: "password" } }), "Mia signed in"],
    [
      say({ action: "session.signed_in", target: signIn, details: { shown: "recoveryCode" } }),
      "Mia signed in with a recovery code",
    ],
    [
      say({
        actor: bellhop,
        action: "session.sign_in_failed",
        target: { ...signIn, name: "Bea" },
        details: { shown: "password" },
      }),
      "Bellhop refused a sign-in as Bea: wrong password",
    ],
    [say({ action: "session.ended", target: signIn, details: { count: 1 } }, "usr_mia"), "You ended a sign-in"],
    [
      say({
        actor: bellhop,
        action: "session.ended",
        target: { ...signIn, id: null, name: "Bea" },
        details: { count: 2, askedBy: "platform" },
      }),
      "Bellhop ended 2 sign-ins of Bea, as the booking system asked",
    ],
    [say({ action: "user.changed", target: mia, details: { change: "password" } }), "Mia set a new password"],
    [
      say({ actor: bellhop, action: "user.changed", target: mia, details: { change: "secondFactorOff" } }),
      "Bellhop turned off two-factor authentication for Mia",
    ],
    [say({ action: "user.role_changed", target: bea, details: { role: "viewer" } }), "Mia made Bea a viewer"],
    [say({ action: "user.role_changed", target: mia, details: { role: "viewer" } }, "usr_mia"), "You became a viewer"],
    [say({ action: "user.removed", target: mia }, "usr_mia"), "You left"],
    [
      say({ action: "invite.created", target: { ...bea, name: "bea@salon.com" }, details: { role: "admin" } }),
      "Mia invited bea@salon.com as an admin",
    ],
    [
      say({ action: "user.emails_changed", target: mia, details: { email: "storage.low", wanted: false } }),
      "Mia turned off emails: storage is almost full",
    ],
    [sage({}), "Mia hat den Webhook „Books“ erstellt"],
    [sage({}, "usr_mia"), "Sie haben den Webhook „Books“ erstellt"],
    [
      sage({ action: "webhook.updated", details: { changed: ["url", "redact"] } }),
      "Mia hat bei „Books“ die URL und die verborgenen Felder geändert",
    ],
    [say({ action: "planet.moved", target: nobody }), "Mia did “planet.moved” “Newsletter”"],
  ])("%s", (sentence, expected) => expect(sentence).toBe(expected));

  it.each(auditAction.options)("has words for %s in every language", (action) => {
    for (const tell of [say, sage])
      expect(tell({ action, details: { event: "payment.failed" } })).not.toContain(action);
  });
});

it("each field of a webhook has a text, which is the domain's label in English", () => {
  const t = translatorOf("settings.activity");
  const known: readonly string[] = FIELD_TEXTS;
  expect(webhookFieldNames.filter((name) => !known.includes(name))).toEqual([]);
  const labels = new Map<string, string>(webhookFieldNames.map((name) => [name, webhookFields[name].label]));
  for (const name of FIELD_TEXTS) if (labels.has(name)) expect(t(`fields.${name}`)).toBe(labels.get(name));
});
