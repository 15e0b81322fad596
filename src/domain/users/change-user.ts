import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { accountChanged } from "#domain/users/account-changed.ts";
import { SYSTEM } from "#domain/users/operator.ts";
import type { Prisma } from "#generated/prisma/client.ts";

// Changes users for the operator. `not_found` for an unknown email.

type ChangeDeps = Pick<Deps, "db" | "clock">;
type User = { id: string; tenantId: string; name: string };

export const removeUser = (deps: ChangeDeps, { email }: { email: string }, operator = SYSTEM): Promise<void> =>
  change(deps, email, async (tx, user, now) => {
    await tx.user.delete({ where: { id: user.id } });
    const target = { kind: "user", id: user.id, name: user.name } as const;
    await recordAudit(tx, { ...operator, tenantId: user.tenantId }, { action: "user.removed", target }, now);
  });

/** Sets another password and ends all sessions. */
export const resetPassword = (
  deps: ChangeDeps,
  { email }: { email: string },
  passwordHash: string,
  operator = SYSTEM,
): Promise<{ id: string }> =>
  change(deps, email, async (tx, user, now) => {
    await tx.account.updateMany({
      where: { userId: user.id, providerId: "credential" },
      data: { password: passwordHash, updatedAt: now },
    });
    await tx.session.deleteMany({ where: { userId: user.id } });
    await recordAudit(tx, { ...operator, tenantId: user.tenantId }, accountChanged(user, "password"), now);
    return { id: user.id };
  });

/** Removes a second factor that was lost together with the recovery codes, and ends all sessions. */
export const resetSecondFactor = (
  deps: ChangeDeps,
  { email }: { email: string },
  operator = SYSTEM,
): Promise<{ id: string }> =>
  change(deps, email, async (tx, user, now) => {
    await tx.user.update({ where: { id: user.id }, data: { twoFactorEnabled: false } });
    await tx.twoFactor.deleteMany({ where: { userId: user.id } });
    await tx.session.deleteMany({ where: { userId: user.id } });
    await recordAudit(tx, { ...operator, tenantId: user.tenantId }, accountChanged(user, "secondFactorOff"), now);
    return { id: user.id };
  });

export const signUserOut = (
  deps: ChangeDeps,
  { email }: { email: string },
  operator = SYSTEM,
): Promise<{ count: number }> =>
  change(deps, email, async (tx, user, now) => {
    const { count } = await tx.session.deleteMany({ where: { userId: user.id } });
    const target = { kind: "session", id: null, name: user.name } as const;
    const entry = { action: "session.ended", target, details: { userId: user.id, count } } as const;
    if (count > 0) await recordAudit(tx, { ...operator, tenantId: user.tenantId }, entry, now);
    return { count };
  });

const change = <Result>(
  { db, clock }: ChangeDeps,
  email: string,
  act: (tx: Prisma.TransactionClient, user: User, now: Date) => Promise<Result>,
): Promise<Result> =>
  db.$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { email }, select: { id: true, tenantId: true, name: true } });
    if (!user) throw new DomainError("not_found", `There is no user ${email}.`);
    return act(tx, user, clock());
  });
