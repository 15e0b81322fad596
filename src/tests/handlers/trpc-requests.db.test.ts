import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashPassword } from "#server/auth/auth.ts";
import { wiring } from "#server/deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

const ORIGIN = "http://localhost:3000";
const URL_OF = `${ORIGIN}/api/trpc/apiKeys.create`;
const INPUT = JSON.stringify({ name: "forged", scopes: ["events:write"] });
const PASSWORD = "a long enough password";

type Handler = (request: Request) => Promise<Response>;

let database: TestDatabase;
let handler: { GET: Handler; POST: Handler };
let cookie: string;

// The environment wires the handlers of app/, so this file points it at its own database.
beforeAll(async () => {
  database = await testDatabase();
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    MASTER_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
    AUTH_SECRET: "s".repeat(32),
    LOG_LEVEL: "silent",
    BASE_URL: ORIGIN,
  });
  const { tenantId } = await database.addTenant();
  const password = await hashPassword(PASSWORD);
  const account = { id: "acc_1", accountId: "usr_1", providerId: "credential", password };
  const user = { id: "usr_1", tenantId, name: "Owner", email: "owner@salon.example" };
  await database.deps.db.user.create({ data: { ...user, accounts: { create: account } } });
  handler = await import("../../app/api/trpc/[trpc]/route.ts");
  const { auth } = await import("#server/auth/auth.ts");
  const signedIn = await auth().api.signInEmail({
    body: { email: user.email, password: PASSWORD },
    headers: new Headers({ origin: ORIGIN }),
    asResponse: true,
  });
  cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
});
afterAll(async () => {
  await wiring().close();
  await database.close();
});

const countKeys = () => database.deps.db.apiKey.count();

/** Posts as the browser of a signed-in person, whichever page made it. */
const post = (body: BodyInit, headers: Record<string, string>, url = URL_OF) =>
  handler.POST(
    new Request(url, { method: "POST", headers: { cookie, ...headers }, body, duplex: "half" } as RequestInit),
  );

const JSON_TYPE = { "content-type": "application/json" };

describe("the handler of the dashboard", () => {
  it("accepts requests of its own pages", async () => {
    const before = await countKeys();
    const answer = await post(INPUT, { ...JSON_TYPE, origin: ORIGIN });
    expect(answer.status).toBe(200);
    await answer.text();
    expect(await countKeys()).toBe(before + 1);
  });

  const form = new FormData();
  form.set("name", "forged");
  form.set("scopes", "events:write");

  it.each<[string, BodyInit, Record<string, string>, number]>([
    ["a form of another site", new URLSearchParams({ name: "forged" }), { origin: "https://evil.example" }, 415],
    ["a form that says it is ours", new URLSearchParams({ name: "forged" }), { origin: ORIGIN }, 415],
    ["a form with files", form, { origin: ORIGIN }, 415],
    ["plain text, which any site may send", INPUT, { "content-type": "text/plain", origin: ORIGIN }, 415],
    ["bytes", INPUT, { "content-type": "application/octet-stream", origin: ORIGIN }, 415],
    ["a type that only begins like JSON", INPUT, { "content-type": "application/json-x", origin: ORIGIN }, 415],
    ["JSON of another site", INPUT, { ...JSON_TYPE, origin: "https://evil.example" }, 403],
    ["JSON of another port", INPUT, { ...JSON_TYPE, origin: "http://localhost:3001" }, 403],
    ["JSON of a sandboxed frame", INPUT, { ...JSON_TYPE, origin: "null", "sec-fetch-site": "cross-site" }, 403],
    ["JSON of nobody", INPUT, JSON_TYPE, 403],
  ])("refuses %s, and nothing is done", async (_, body, headers, status) => {
    const before = await countKeys();
    const answer = await post(body, headers);
    expect(answer.status).toBe(status);
    await answer.text();
    expect(await countKeys()).toBe(before);
  });

  it.each(["", "?batch=1"])("runs no mutation for a GET%s, which a link or a picture can send", async (suffix) => {
    const before = await countKeys();
    const input = encodeURIComponent(suffix ? JSON.stringify({ 0: JSON.parse(INPUT) }) : INPUT);
    const url = `${URL_OF}${suffix || "?"}${suffix ? "&" : ""}input=${input}`;
    const answer = await handler.GET(new Request(url, { headers: { cookie, origin: ORIGIN } }));
    await answer.text();
    expect(answer.status).toBe(405);
    expect(await countKeys()).toBe(before);
  });

  it("reads no more than its bound, whatever length is announced", async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 64 * 1024;
        controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
      },
    });
    const answer = await post(endless, { ...JSON_TYPE, origin: ORIGIN, "content-length": "10" });
    expect(answer.status).toBe(413);
    expect(pulled).toBeLessThan(1024 * 1024);
  });

  it("answers a NUL in the input as the caller's error", async () => {
    const input = encodeURIComponent(JSON.stringify({ q: "a\0b" }));
    const answer = await handler.GET(
      new Request(`${ORIGIN}/api/trpc/deliveries.list?input=${input}`, { headers: { cookie } }),
    );
    expect(answer.status).toBe(422);
    await answer.text();
  });

  it("runs no part of a batch of two hundred", async () => {
    const before = await countKeys();
    const names = Array(200).fill("apiKeys.create").join(",");
    const inputs = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [index, JSON.parse(INPUT)]));
    const headers = { ...JSON_TYPE, origin: ORIGIN };
    const answer = await post(JSON.stringify(inputs), headers, `${ORIGIN}/api/trpc/${names}?batch=1`);
    await answer.text();
    expect(answer.status).toBe(400);
    expect(await countKeys()).toBe(before);
  });

  it("counts the calls in a batch, and explains a refusal in plain words", async () => {
    const { limits } = wiring().deps;
    const { tenantId } = await database.deps.db.user.findUniqueOrThrow({ where: { id: "usr_1" } });
    for (let used = 0; used < 595; used++) await limits.take("writes", tenantId).catch(() => {});
    const names = Array(10).fill("apiKeys.revoke").join(",");
    const inputs = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [index, { id: "key_none" }]));
    const headers = { ...JSON_TYPE, origin: ORIGIN };
    const answer = await post(JSON.stringify(inputs), headers, `${ORIGIN}/api/trpc/${names}?batch=1`);
    const errors = ((await answer.json()) as { error: { message: string; data: { code: string } } }[]).map(
      ({ error }) => error,
    );
    const refused = errors.filter(({ data }) => data.code === "TOO_MANY_REQUESTS");
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(10);
    expect(refused[0]?.message).toMatch(
      /^That was too much at once: up to 600 changes a minute .* Try again in \d+ seconds\.$/,
    );
  });
});
