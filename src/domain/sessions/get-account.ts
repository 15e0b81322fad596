import type { Deps } from "#domain/context.ts";
import type { AccountView } from "#domain/sessions/session.schema.ts";
import type { SignedIn } from "#domain/sessions/signed-in.ts";

export const getAccount = async (
  { db }: Pick<Deps, "db">,
  { kind, userId, name, email, role }: SignedIn,
): Promise<AccountView> => {
  const user =
    kind === "password"
      ? await db.user.findUnique({ where: { id: userId }, select: { twoFactorEnabled: true } })
      : null;
  return { kind, name, email, role, hasSecondFactor: user?.twoFactorEnabled ?? false };
};
