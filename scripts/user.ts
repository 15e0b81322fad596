import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { hashPassword } from "better-auth/crypto";
import type { z } from "zod";
import { addUser } from "#domain/users/add-user.ts";
import { removeUser, resetPassword, resetSecondFactor, signUserOut } from "#domain/users/change-user.ts";
import { listUsers } from "#domain/users/list-users.ts";
import { addUserInput, userEmail, userPassword } from "#domain/users/user.schema.ts";
import { createSignInLimits, forgetFailures } from "#server/rate-limits/sign-in-limits.ts";
import { runCommand } from "#supervisor/settings.ts";
import { withDeps } from "#supervisor/with-deps.ts";

// `npm run user -- …`: the operator's view of who signs in by password.

const USAGE = `Usage:
  npm run user -- add --tenant ID --email EMAIL --name NAME [--role admin|viewer] [--password-stdin]
  npm run user -- list [--tenant ID]
  npm run user -- reset-password --email EMAIL [--password-stdin]     ends all sessions, and the wait after wrong guesses
  npm run user -- reset-second-factor --email EMAIL                   for somebody who lost it and the recovery codes
  npm run user -- sign-out --email EMAIL                              ends all sessions
  npm run user -- remove --email EMAIL
A password is made and printed once, unless --password-stdin gives one on stdin.`;

const PASSWORD_BYTES = 15;

type Given = { tenant?: string; email?: string; name?: string; role: string; "password-stdin": boolean };

/** What was given, or an error that names the option. */
const check = <Schema extends z.ZodType>(schema: Schema, given: unknown, option?: string): z.output<Schema> => {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => `--${option ?? path.join(".")}: ${message}`);
  throw new Error([...lines, USAGE].join("\n"));
};

/** The password to set, and the line that shows it if nobody else knows it yet. */
const choosePassword = async ({ "password-stdin": isGiven }: Given) => {
  const password = isGiven
    ? check(userPassword, (await text(process.stdin)).replace(/\r?\n$/, ""), "password-stdin")
    : randomBytes(PASSWORD_BYTES).toString("base64url");
  return { hash: await hashPassword(password), line: isGiven ? "" : `\nPassword, shown this once: ${password}` };
};

const add = async ({ tenant, email, name, role, ...given }: Given) => {
  const input = check(addUserInput, { tenant, email, name, role });
  const { hash, line } = await choosePassword({ role, ...given });
  await withDeps("user-command", async (deps) => {
    await addUser(deps, input, hash);
    console.log(`${input.role} ${input.email} of ${input.tenant}${line}`);
  });
};

const list = ({ tenant }: Given) =>
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

const setPassword = async (given: Given) => {
  const email = check(userEmail, given.email, "email");
  const { hash, line } = await choosePassword(given);
  await withDeps("user-command", async (deps) => {
    const { id } = await resetPassword(deps, { email }, hash);
    await forgetFailures(createSignInLimits(deps.sql), { email, userId: id });
    console.log(`New password for ${email}; all sessions have ended.${line}`);
  });
};

const takeSecondFactorAway = (given: Given) => {
  const email = check(userEmail, given.email, "email");
  return withDeps("user-command", async (deps) => {
    const { id } = await resetSecondFactor(deps, { email });
    await forgetFailures(createSignInLimits(deps.sql), { email, userId: id });
    console.log(`${email} signs in by password only now; all sessions have ended.`);
  });
};

const signOut = (given: Given) => {
  const email = check(userEmail, given.email, "email");
  return withDeps("user-command", async (deps) => {
    const { count } = await signUserOut(deps, { email });
    console.log(`${count} ${count === 1 ? "session has" : "sessions have"} ended.`);
  });
};

const remove = (given: Given) => {
  const email = check(userEmail, given.email, "email");
  return withDeps("user-command", async (deps) => {
    await removeUser(deps, { email });
    console.log(`Removed ${email}; all sessions have ended.`);
  });
};

const COMMANDS: Record<string, (given: Given) => Promise<void>> = {
  add,
  list,
  remove,
  "reset-password": setPassword,
  "reset-second-factor": takeSecondFactorAway,
  "sign-out": signOut,
};

await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      tenant: { type: "string" },
      email: { type: "string" },
      name: { type: "string" },
      role: { type: "string", default: "admin" },
      "password-stdin": { type: "boolean", default: false },
    },
  });
  const [command = "", ...rest] = positionals;
  const run = rest.length === 0 && Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (!run) throw new Error(USAGE);
  return run(values);
});
