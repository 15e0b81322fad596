import { randomBytes } from "node:crypto";
import { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import { checkTenant } from "#domain/operator/check-tenant.ts";
import type { OperatorActor, OperatorDeps } from "#domain/operator/operator-deps.ts";
import type { Page, PageInput } from "#domain/pagination.schema.ts";
import { addUser } from "#domain/users/add-user.ts";
import { removeUser, resetPassword, resetSecondFactor, signUserOut } from "#domain/users/change-user.ts";
import { listUsers } from "#domain/users/list-users.ts";
import { addUserInput, type UserView, userPassword } from "#domain/users/user.schema.ts";

const PASSWORD_BYTES = 15;

/** A password that is left out is made, and shown in the answer only. */
export const chosenPassword = z.strictObject({ password: userPassword.optional() });
export const addOperatorUserInput = addUserInput.omit({ tenant: true }).extend(chosenPassword.shape);

/** `password` is null if the caller chose it. */
export const newPasswordView = z.object({ id: z.string(), password: z.string().nullable() });

type OfTenant = { tenantId: string };
type OfUser = OfTenant & { id: string };
type NewPassword = z.output<typeof newPasswordView>;

export const listOperatorUsers = async (
  deps: OperatorDeps,
  { tenantId, ...page }: OfTenant & PageInput,
): Promise<Page<UserView>> => {
  await checkTenant(deps, { id: tenantId, isChange: false });
  return listUsers(deps, { tenantId, ...page });
};

/** `not_found` for an unknown tenant, `conflict` if a user of any tenant has the email. */
export const addOperatorUser = async (
  deps: OperatorDeps,
  actor: OperatorActor,
  { tenantId, password, ...user }: OfTenant & z.output<typeof addOperatorUserInput>,
): Promise<NewPassword> => {
  await checkTenant(deps, { id: tenantId, isChange: true });
  const chosen = choose(password);
  const { id } = await addUser(deps, { tenant: tenantId, ...user }, await deps.hashPassword(chosen.text), actor);
  return { id, password: chosen.shown };
};

/** Ends all sessions of the user, and the wait after wrong guesses. */
export const resetOperatorUserPassword = async (
  deps: OperatorDeps,
  actor: OperatorActor,
  { password, ...user }: OfUser & z.output<typeof chosenPassword>,
): Promise<NewPassword> => {
  const email = await emailOf(deps, user);
  const chosen = choose(password);
  const { id } = await resetPassword(deps, { email }, await deps.hashPassword(chosen.text), actor);
  await deps.forgetSignInFailures({ email, userId: id });
  return { id, password: chosen.shown };
};

export const resetOperatorUserSecondFactor = async (
  deps: OperatorDeps,
  actor: OperatorActor,
  user: OfUser,
): Promise<void> => {
  const email = await emailOf(deps, user);
  const { id } = await resetSecondFactor(deps, { email }, actor);
  await deps.forgetSignInFailures({ email, userId: id });
};

export const signOperatorUserOut = async (
  deps: OperatorDeps,
  actor: OperatorActor,
  user: OfUser,
): Promise<{ count: number }> => signUserOut(deps, { email: await emailOf(deps, user) }, actor);

export const removeOperatorUser = async (deps: OperatorDeps, actor: OperatorActor, user: OfUser): Promise<void> =>
  removeUser(deps, { email: await emailOf(deps, user) }, actor);

const choose = (password: string | undefined): { text: string; shown: string | null } => {
  if (password !== undefined) return { text: password, shown: null };
  const made = randomBytes(PASSWORD_BYTES).toString("base64url");
  return { text: made, shown: made };
};

const emailOf = async ({ db }: Pick<OperatorDeps, "db">, { tenantId, id }: OfUser): Promise<string> => {
  const user = await db.user.findFirst({ where: { id, tenantId }, select: { email: true } });
  if (!user) throw new DomainError("not_found", `The tenant has no user ${JSON.stringify(id)}.`);
  return user.email;
};
