import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { hashPassword } from "better-auth/crypto";
import type { Deps } from "#domain/context.ts";
import { addUser } from "#domain/users/add-user.ts";
import { removeUser, resetPassword, resetSecondFactor, signUserOut } from "#domain/users/change-user.ts";
import { listUsers } from "#domain/users/list-users.ts";
import { addUserInput, userEmail, userPassword } from "#domain/users/user.schema.ts";
import { createSignInLimits, forgetFailures } from "#server/rate-limits/sign-in-limits.ts";
import { checkOptions } from "#supervisor/commands/check-options.ts";
import { doEach } from "#supervisor/commands/do-each.ts";
import { withDeps } from "#supervisor/with-deps.ts";

export const USER_USAGE = `Usage:
  npm run user -- add --tenant ID --email EMAIL --name NAME [--role admin|viewer] [--password-stdin]
  npm run user -- list [--tenant ID]
  npm run user -- reset-password --email EMAIL [--password-stdin]     ends all sessions, and the wait after wrong guesses
  npm run user -- reset-second-factor --email EMAIL                   for a user who lost it and the recovery codes
  npm run user -- sign-out --email EMAIL                              ends all sessions
  npm run user -- remove --email EMAIL
A password is made and printed once, unless --password-stdin gives one on stdin. reset-second-factor, sign-out and remove take
several: --email EMAIL --email EMAIL. With --json each answer is a line of JSON.`;

const PASSWORD_BYTES = 15;
const usage = USER_USAGE;

export type UserOptions = {
  tenant?: string;
  email?: string[];
  name?: string;
  role: string;
  "password-stdin": boolean;
  json: boolean;
};

const emailsOf = ({ email: emails = [] }: UserOptions): string[] =>
  (emails.length > 0 ? emails : [undefined]).map((email) => checkOptions(userEmail, email, { usage, option: "email" }));

const emailOf = (options: UserOptions): string => {
  const [email, ...others] = emailsOf(options);
  if (email === undefined || others.length > 0) throw new Error(`--email: name one user\n${usage}`);
  return email;
};

/** Hashes the password to set. `line` and `shown` have it if it was generated. */
const choosePassword = async ({ "password-stdin": isGiven }: UserOptions) => {
  const password = isGiven
    ? checkOptions(userPassword, (await text(process.stdin)).replace(/\r?\n$/, ""), { usage, option: "password-stdin" })
    : randomBytes(PASSWORD_BYTES).toString("base64url");
  const line = isGiven ? "" : `\nPassword, shown this once: ${password}`;
  return { hash: await hashPassword(password), line, shown: isGiven ? null : password };
};

const add = async (options: UserOptions) => {
  const { tenant, email: [email] = [], name, role, json } = options;
  const input = checkOptions(addUserInput, { tenant, email, name, role }, { usage });
  const { hash, line, shown } = await choosePassword(options);
  await withDeps("user-command", async (deps) => {
    const { id } = await addUser(deps, input, hash);
    if (json) return console.log(JSON.stringify({ id, ...input, password: shown }));
    console.log(`${input.role} ${input.email} of ${input.tenant}${line}`);
  });
};

const list = ({ tenant, json }: UserOptions) =>
  withDeps("user-command", async (deps) => {
    let cursor: string | undefined;
    do {
      const page = await listUsers(deps, { tenantId: tenant, limit: 100, cursor });
      for (const user of page.data) {
        if (json) {
          console.log(JSON.stringify(user));
          continue;
        }
        const factor = user.hasSecondFactor ? "second factor" : "password only";
        console.log([user.tenantId, user.email, user.name, user.role, factor, user.createdAt].join("\t"));
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
  });

const setPassword = async (options: UserOptions) => {
  const email = emailOf(options);
  const { hash, line, shown } = await choosePassword(options);
  await withDeps("user-command", async (deps) => {
    const { id } = await resetPassword(deps, { email }, hash);
    await forgetFailures(createSignInLimits(deps.sql), { email, userId: id });
    if (options.json) return console.log(JSON.stringify({ id, email, password: shown }));
    console.log(`New password for ${email}; all sessions have ended.${line}`);
  });
};

const withUsers = (options: UserOptions, act: (deps: Deps, email: string) => Promise<string>): Promise<void> => {
  const emails = emailsOf(options);
  return withDeps("user-command", (deps) => doEach(emails, (email) => act(deps, email)));
};

const removeSecondFactor = (options: UserOptions) =>
  withUsers(options, async (deps, email) => {
    const { id } = await resetSecondFactor(deps, { email });
    await forgetFailures(createSignInLimits(deps.sql), { email, userId: id });
    if (options.json) return JSON.stringify({ id, email });
    return `${email} signs in by password only now; all sessions have ended.`;
  });

const signOut = (options: UserOptions) =>
  withUsers(options, async (deps, email) => {
    const { count } = await signUserOut(deps, { email });
    if (options.json) return JSON.stringify({ email, count });
    return `${count} ${count === 1 ? "session has" : "sessions have"} ended.`;
  });

const remove = (options: UserOptions) =>
  withUsers(options, async (deps, email) => {
    await removeUser(deps, { email });
    return options.json ? JSON.stringify({ email }) : `Removed ${email}; all sessions have ended.`;
  });

export const userCommands = new Map<string, (options: UserOptions) => Promise<void>>([
  ["add", add],
  ["list", list],
  ["remove", remove],
  ["reset-password", setPassword],
  ["reset-second-factor", removeSecondFactor],
  ["sign-out", signOut],
]);
