import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import { pageInput } from "#domain/pagination.schema.ts";

export const auditTargetKind = z.enum(["webhook", "delivery", "recovery", "api_key", "session", "user", "event"]);

/** Action names. Old rows keep them: add a name, never rename one. */
export const auditAction = z.enum([
  "webhook.created",
  "webhook.updated",
  "webhook.enabled",
  "webhook.disabled",
  "webhook.deleted",
  "webhook.tested",
  "webhook.waiting_canceled",
  "secret.rotated",
  "secret.previous_ended",
  "secret.revealed",
  "delivery.resent",
  "delivery.canceled",
  "recovery.started",
  "recovery.canceled",
  "api_key.created",
  "api_key.revoked",
  "session.signed_in",
  "session.sign_in_failed",
  "session.signed_out",
  "session.handed_off",
  "session.link_created",
  "session.ended",
  "user.added",
  "user.changed",
  "user.removed",
  "user.joined",
  "user.role_changed",
  "user.emails_changed",
  "invite.created",
  "invite.renewed",
  "invite.revoked",
  "data.erased",
  "event.canceled",
]);

export const auditActorKind = z.enum(["user", "api_key", "operator", "system"]);

/** Stored as `system`, because older versions know no operator. The prefix of the id tells. */
export const auditActorKindOf = (stored: string, actorId: string): z.output<typeof auditActorKind> =>
  actorId.startsWith("opk_") ? "operator" : auditActorKind.parse(stored);

export const listAuditInput = pageInput.extend({
  kind: auditTargetKind.optional().describe("Changes to objects of this kind"),
  targetId: objectId.optional().describe("Changes to the object with this ID"),
});

/** Guarantees that `details` never hold a secret. */
export const auditView = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  actor: z.object({ kind: auditActorKind, id: z.string(), name: z.string().nullable() }),
  /** Accepts any text: a newer version may have written an unknown action. */
  action: z.string(),
  target: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
  details: z.record(z.string(), z.unknown()),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
});

export type AuditAction = z.output<typeof auditAction>;
export type AuditTargetKind = z.output<typeof auditTargetKind>;
export type ListAuditInput = z.output<typeof listAuditInput>;
export type AuditView = z.output<typeof auditView>;
