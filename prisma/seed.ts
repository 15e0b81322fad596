import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashPassword } from "better-auth/crypto";
import { apiScope } from "#domain/api-keys/api-key.schema.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import type { Deps } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { env } from "#env.ts";
import { deps, wiring } from "#server/deps.ts";

// Seeds two demo salons into an empty database and writes their credentials to DATA_DIR/demo.json. Later
// starts only renew the event key there.

const TENANTS = [
  { id: "salon-aurora", name: "Salon Aurora", email: "ada@aurora.example", owner: "Ada" },
  { id: "studio-linden", name: "Studio Linden", email: "lin@linden.example", owner: "Lin" },
];

const password = () => randomBytes(9).toString("base64url");

const seed = async ({ db, ...rest }: Deps) => {
  if ((await db.tenant.count()) > 0) return renewEventKey();
  const people = TENANTS.map((tenant) => ({ ...tenant, password: password() }));
  const passwordHashes = await Promise.all(people.map((person) => hashPassword(person.password)));
  await db.$transaction(async (tx) => {
    const tenants = [];
    for (const [index, { id, name, email, owner, password: plain }] of people.entries()) {
      await tx.tenant.create({ data: { id, name } });
      const userId = newId("usr");
      await tx.user.create({
        data: {
          id: userId,
          tenantId: id,
          name: owner,
          email,
          emailVerified: true,
          accounts: {
            create: { id: newId("usr"), accountId: userId, providerId: "credential", password: passwordHashes[index] },
          },
        },
      });
      const { key } = await createApiKey(
        // Runs inside this transaction: after a crash the database is empty and the next start seeds again.
        { ...rest, db: { $transaction: (work: (own: typeof tx) => unknown) => work(tx) } as unknown as Deps["db"] },
        { tenantId: id, by: { kind: "system" } },
        { name: "Demo key", scopes: apiScope.options },
      );
      tenants.push({ id, name, apiKey: key, email, password: plain });
    }
    writeDemoFile({ eventKey: env().eventKeys[0], tenants });
  });
};

const renewEventKey = () => {
  const path = demoFile();
  if (existsSync(path)) writeDemoFile({ ...JSON.parse(readFileSync(path, "utf8")), eventKey: env().eventKeys[0] });
};

const demoFile = () => join(env().DATA_DIR, "demo.json");

const writeDemoFile = (facts: object) => {
  const path = demoFile();
  mkdirSync(env().DATA_DIR, { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
};

await seed(deps());
await wiring().close();
