import { actorId } from "#domain/actor-id.ts";
import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import type { Role } from "#domain/sessions/role.schema.ts";
import { isPortalUserId } from "#domain/sessions/signed-in.ts";
import type { Prisma } from "#generated/prisma/client.ts";

type ChangeDeps = Pick<Deps, "db" | "clock">;
type Member = { id: string; name: string; role: string };

/** Takes effect with the member's next request. Safe to repeat. `conflict` for the last admin. */
export const setRole = (deps: ChangeDeps, actor: Actor, { id, role }: { id: string; role: Role }): Promise<void> =>
  change(deps, actor, id, async (tx, member, { isLastAdmin, now }) => {
    if (member.role === role) return;
    if (isLastAdmin) throw lastAdmin("Make another member an admin first.");
    await tx.user.updateMany({ where: { tenantId: actor.tenantId, id }, data: { role } });
    const target = { kind: "user", id, name: member.name } as const;
    await recordAudit(tx, actor, { action: "user.role_changed", target, details: { role } }, now);
  });

/** Removes a member, or the actor; all sessions of the member end with their next request. `conflict` for the last admin. */
export const removeMember = (deps: ChangeDeps, actor: Actor, { id }: { id: string }): Promise<void> =>
  change(deps, actor, id, async (tx, member, { isLastAdmin, now }) => {
    if (isLastAdmin) throw lastAdmin("Make another member an admin first, then this one can go.");
    await tx.user.deleteMany({ where: { tenantId: actor.tenantId, id } });
    const target = { kind: "user", id, name: member.name } as const;
    await recordAudit(tx, actor, { action: "user.removed", target }, now);
  });

const lastAdmin = (advice: string) =>
  new DomainError("conflict", `This is the last admin of the tenant. ${advice}`, [], { reason: "last_admin" });

type Locked = { isLastAdmin: boolean; now: Date };

/**
 * Locks all admins of the tenant, in the order of ids. Two admins who demote each other come one after the other, and
 * PostgreSQL then reads the roles again: the second finds itself demoted.
 */
const change = (
  { db, clock }: ChangeDeps,
  actor: Actor,
  id: string,
  act: (tx: Prisma.TransactionClient, member: Member, locked: Locked) => Promise<void>,
): Promise<void> =>
  db.$transaction(async (tx) => {
    const { tenantId } = actor;
    const admins = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM "user" WHERE tenant_id = ${tenantId} AND role = 'admin' ORDER BY id FOR UPDATE`;
    const member = await tx.user.findFirst({ select: { id: true, name: true, role: true }, where: { tenantId, id } });
    if (!member) throw notFound("member");
    const me = actorId(actor);
    if (actor.by.kind === "user" && !isPortalUserId(me) && !admins.some((admin) => admin.id === me))
      throw new DomainError("forbidden", "You are no longer an admin. Load the page again.", [], {
        reason: "no_admin_anymore",
      });
    const isLastAdmin = admins.length === 1 && admins[0]?.id === id;
    await act(tx, member, { isLastAdmin, now: clock() });
  });
