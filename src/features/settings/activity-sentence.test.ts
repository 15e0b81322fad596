import { describe, expect, it } from "vitest";
import { type AuditView, auditAction } from "#domain/audit/audit.schema.ts";
import { activitySentence } from "#features/settings/activity-sentence.ts";

const mia = { kind: "user", id: "usr_mia", name: "Mia" } as const;
const books = { kind: "webhook", id: "wh_1", name: "Books" };
const nobody = { kind: "webhook", id: "wh_2", name: null };

const say = (entry: Partial<Pick<AuditView, "actor" | "action" | "target" | "details">>, viewerId = "usr_other") =>
  activitySentence(
    { actor: mia, action: "webhook.created", target: books, details: {}, ...entry },
    { viewerId, nameOf: (id) => (id === "wh_2" ? "Newsletter" : "deleted webhook") },
  );

describe("activitySentence", () => {
  it.each([
    [say({}), "Mia added the webhook Books"],
    [say({}, "usr_mia"), "You added the webhook Books"],
    [say({ actor: { kind: "api_key", id: "key_1", name: "Till" } }), "The API key Till added the webhook Books"],
    [say({ actor: { ...mia, name: null } }), "Somebody added the webhook Books"],
    [say({ action: "webhook.updated", details: { changed: ["url"] } }), "Mia changed the address of Books"],
    [
      say({ action: "webhook.updated", details: { changed: ["url", "headers", "redact"] } }),
      "Mia changed the address, the headers and the fields left out of Books",
    ],
    [
      say({
        actor: { kind: "system", id: "system", name: null },
        action: "webhook.disabled",
        details: { reason: "gone" },
      }),
      "Bellhop turned Books off: the receiver said that it is gone",
    ],
    [say({ action: "webhook.disabled", details: { reason: "by_user" } }), "Mia turned Books off"],
    [say({ action: "recovery.canceled", target: nobody }), "Mia stopped sending missed messages to Newsletter"],
    [say({ action: "data.erased", details: { what: "customer" } }), "Mia asked to erase a customer’s data"],
    [say({ action: "data.erased", details: { what: "customer", count: 2 } }), "Mia erased 2 events of a customer"],
    [say({ action: "planet.moved", target: nobody }), "Mia did “planet.moved” Newsletter"],
  ])("%s", (sentence, expected) => expect(sentence).toBe(expected));

  it.each(auditAction.options)("has words for %s", (action) => {
    expect(say({ action, details: { event: "payment.failed" } })).not.toContain(action);
  });
});
