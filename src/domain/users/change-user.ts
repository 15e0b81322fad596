import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";

// What the operator does to somebody who signs in by password, so without an actor. `not_found` for an unknown email.

/** Removes the user with all sessions, from the next request on. */
export const removeUser = async ({ db }: Pick<Deps, "db">, { email }: { email: string }): Promise<void> => {
  const { count } = await db.user.deleteMany({ where: { email } });
  if (count === 0) throw unknown(email);
};

/** Sets another password and ends all sessions: whoever knew the old one is out. */
export const resetPassword = async (
  { db, clock }: Pick<Deps, "db" | "clock">,
  { email }: { email: string },
  passwordHash: string,
): Promise<{ id: string }> =>
  db.$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { email }, select: { id: true } });
    if (!user) throw unknown(email);
    await tx.account.updateMany({
      where: { userId: user.id, providerId: "credential" },
      data: { password: passwordHash, updatedAt: clock() },
    });
    await tx.session.deleteMany({ where: { userId: user.id } });
    return user;
  });

/** Takes the second factor away, for somebody who lost it and all recovery codes, and ends all sessions. */
export const resetSecondFactor = async (
  { db }: Pick<Deps, "db">,
  { email }: { email: string },
): Promise<{ id: string }> =>
  db.$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { email }, select: { id: true } });
    if (!user) throw unknown(email);
    await tx.user.update({ where: { id: user.id }, data: { twoFactorEnabled: false } });
    await tx.twoFactor.deleteMany({ where: { userId: user.id } });
    await tx.session.deleteMany({ where: { userId: user.id } });
    return user;
  });

/** Ends all sessions of the user and says how many there were. */
export const signUserOut = async (
  { db }: Pick<Deps, "db">,
  { email }: { email: string },
): Promise<{ count: number }> => {
  const user = await db.user.findUnique({ where: { email }, select: { id: true } });
  if (!user) throw unknown(email);
  return db.session.deleteMany({ where: { userId: user.id } });
};

const unknown = (email: string) => new DomainError("not_found", `There is no user ${email}.`);
