import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuth, hashPassword } from "#server/auth.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

const BASE_URL = "http://localhost:3000";
const PASSWORD = "a long enough password";
const EMAIL = "owner@salon.example";

let database: TestDatabase;
let auth: ReturnType<typeof createAuth>;

beforeAll(async () => {
  database = await testDatabase();
  const { tenantId } = await database.addTenant();
  auth = createAuth({ db: database.deps.db, secret: "s".repeat(32), baseUrl: BASE_URL });
  await database.deps.db.user.create({
    data: {
      id: "usr_owner",
      tenantId,
      name: "Owner",
      email: EMAIL,
      accounts: {
        create: {
          id: "acc_owner",
          accountId: "usr_owner",
          providerId: "credential",
          password: await hashPassword(PASSWORD),
        },
      },
    },
  });
});
afterAll(() => database.close());

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  auth.handler(
    new Request(`${BASE_URL}/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: BASE_URL, ...headers },
      body: JSON.stringify(body),
    }),
  );

const signIn = async () => {
  const answer = await post("/sign-in/email", { email: EMAIL, password: PASSWORD });
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
};

describe("sign-in", () => {
  it("opens a session that names the tenant", async () => {
    const session = await auth.api.getSession({ headers: new Headers({ cookie: await signIn() }) });
    expect(session?.user).toMatchObject({ id: "usr_owner", tenantId: expect.stringMatching(/^tenant_/) });
  });

  it("ends everywhere at once when the session is signed out", async () => {
    const cookie = await signIn();
    expect((await post("/sign-out", {}, { cookie })).status).toBe(200);
    expect(await auth.api.getSession({ headers: new Headers({ cookie }) })).toBeNull();
  });

  it("refuses a wrong password", async () => {
    expect((await post("/sign-in/email", { email: EMAIL, password: "something else" })).status).toBe(401);
  });

  it("lets nobody sign up, and nobody move to another tenant", async () => {
    expect((await post("/sign-up/email", { email: "new@salon.example", password: PASSWORD, name: "New" })).ok).toBe(
      false,
    );
    const cookie = await signIn();
    expect((await post("/update-user", { tenantId: "tenant_2" }, { cookie })).ok).toBe(false);
  });
});
