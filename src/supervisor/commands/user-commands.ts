import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { hashPassword } from "better-auth/crypto";
import { addUser } from "#domain/users/add-user.ts";
import { removeUser, resetPassword, resetSecondFactor, signUserOut } from "#domain/users/change-user.ts";
import { listUsers } from "#domain/users/list-users.ts";
import { addUserInput, userEmail, userPassword } from "#domain/users/user.schema.ts";
import { createSignInLimits, forgetFailures } from "#server/rate-limits/sign-in-limits.ts";
import { checkOptions } from "#supervisor/commands/check-options.ts";
import { withDeps } from "#supervisor/with-deps.ts";

export const USER_USAGE = `Usage:
  npm run user -- add --tenant ID --email EMAIL --name NAME [--role admin|viewer] [--password-stdin]
  npm run user -- list [--tenant ID]
  npm run user -- reset-password --email EMAIL [--password-stdin]     ends all sessions, and the wait after wrong guesses
  npm run user -- reset-second-factor --email EMAIL                   for a user who lost it and the recovery codes
  npm run user -- sign-out --email EMAIL                              ends all sessions
  npm run user -- remove --email EMAIL
A password is made and printed once, unless --password-stdin gives one on stdin.`;

const PASSWORD_BYTES = 15;
const usage = USER_USAGE;

export type UserOptions = {
  tenant?: string;
  email?: string;
  name?: string;
  role: string;
  "password-stdin": boolean;
};

const emailOf = ({ email }: UserOptions) => checkOptions(userEmail, email, { usage, option: "email" });

/** Hashes the password to set. `line` shows it if it was generated. */
const choosePassword = async ({ "password-stdin": isGiven }: UserOptions) => {
  const password = isGiven
    ? checkOptions(userPassword, (await text(process.stdin)).replace(/\r?\n$/, ""), { usage, option: "password-stdin" })
    : randomBytes(PASSWORD_BYTES).toString("base64url");
  return { hash: await hashPassword(password), line: isGiven ? "" : `\nPassword, shown this once: ${password}` };
};

const add = async (options: UserOptions) => {
  const { tenant, email, name, role } = options;
  const input = checkOptions(addUserInput, { tenant, email, name, role }, { usage });
  const { hash, line } = await choosePassword(options);
  await withDeps("user-command", async (deps) => {
    await addUser(deps, input, hash);
    console.log(`${input.role} ${input.email} of ${input.tenant}${line}`);
  });
};

const list = ({ tenant }: UserOptions) =>
  withDeps("user-command", async (deps) => {
    let cursor: string | undefined;
    do {
      const page = await listUsers(deps, { tenantId: tenant, limit: 100, cursor });
      for (const user of page.data) {
        const factor = user.hasSecondFactor ? "second factor" : "password only";
        console.log([user.tenantId, user.email, user.name, user.role, factor, user.createdAt].join("\t"));
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
  });

const setPassword = async (options: UserOptions) => {
  const email = emailOf(options);
  const { hash, line } = await choosePassword(options);
  await withDeps("user-command", async (deps) => {
    const { id } = await resetPassword(deps, { email }, hash);
    await forgetFailures(createSignInLimits(deps.sql), { email, userId: id });
    console.log(`New password for ${email}; all sessions have ended.${line}`);
  });
};

const removeSecondFactor = (options: UserOptions) => {
  const email = emailOf(options);
  return withDeps("user-command", async (deps) => {
    const { id } = await resetSecondFactor(deps, { email });
    await forgetFailures(createSignInLimits(deps.sql), { email, userId: id });
    console.log(`${email} signs in by password only now; all sessions have ended.`);
  });
};

const signOut = (options: UserOptions) => {
  const email = emailOf(options);
  return withDeps("user-command", async (deps) => {
    const { count } = await signUserOut(deps, { email });
    console.log(`${count} ${count === 1 ? "session has" : "sessions have"} ended.`);
  });
};

const remove = (options: UserOptions) => {
  const email = emailOf(options);
  return withDeps("user-command", async (deps) => {
    await removeUser(deps, { email });
    console.log(`Removed ${email}; all sessions have ended.`);
  });
};

export const userCommands = new Map<string, (options: UserOptions) => Promise<void>>([
  ["add", add],
  ["list", list],
  ["remove", remove],
  ["reset-password", setPassword],
  ["reset-second-factor", removeSecondFactor],
  ["sign-out", signOut],
]);
