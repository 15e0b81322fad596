import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import type { EventDetailView } from "#domain/events/event.schema.ts";
import { getEvent } from "#domain/events/get-event.ts";

/**
 * Cancels a scheduled event. Its external id stays used. `conflict` for an event without a schedule, once a
 * dispatcher has taken it, and for a repeat. `not_found` also for another tenant's event.
 */
export const cancelEvent = async (deps: Deps, actor: Actor, { id }: { id: string }): Promise<EventDetailView> => {
  const { tenantId } = actor;
  await getEvent(deps, actor, { id });
  await deps.db.$transaction(async (tx) => {
    // Races the dispatcher for this row: only one of them deletes it.
    const { count } = await tx.webhookOutbox.deleteMany({ where: { tenantId, eventId: id, scheduled: true } });
    if (count === 0) {
      const event = await tx.webhookEvent.findFirst({ where: { tenantId, id }, select: { status: true } });
      throw new DomainError("conflict", `Only a scheduled event can be canceled. ${whyNot(event?.status)}`, [], {
        reason: "not_scheduled",
      });
    }
    await tx.webhookEvent.update({ data: { status: "canceled", rejectedReason: "canceled_by_user" }, where: { id } });
    await recordAudit(tx, actor, { action: "event.canceled", target: { kind: "event", id } }, deps.clock());
  });
  deps.publish({ channel: "tenant", tenantId });
  return getEvent(deps, actor, { id });
};

const whyNot = (status: string | undefined): string =>
  status === "canceled" || status === "rejected"
    ? `This event was ${status} already.`
    : "This event has started already, or was never scheduled.";
