import { z } from "zod";
import { auditView } from "#domain/audit/audit.schema.ts";
import { objectId } from "#domain/bounded.schema.ts";
import { pageInput } from "#domain/pagination.schema.ts";

/** Action names. Old rows keep them: add a name, never rename one. */
export const operatorAuditAction = z.enum([
  "operator_key.created",
  "operator_key.revoked",
  "tenant.created",
  "tenant.updated",
  "tenant.suspended",
  "tenant.resumed",
  "tenant.removed",
  "event_type.put",
  "event_type.deleted",
  "pause.set",
  "pause.updated",
  "pause.ended",
]);

export const operatorAuditTarget = z.enum(["operator_key", "tenant", "event_type", "pause"]);

export const listOperatorAuditInput = pageInput.extend({
  targetId: objectId.optional().describe("Changes to the object with this ID"),
});

export const operatorAuditView = auditView;

export type OperatorAuditAction = z.output<typeof operatorAuditAction>;
export type OperatorAuditTarget = z.output<typeof operatorAuditTarget>;
export type ListOperatorAuditInput = z.output<typeof listOperatorAuditInput>;
