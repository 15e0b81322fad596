import { afterAll, beforeAll, expect, it } from "vitest";
import { checkWebhookUrl } from "#domain/subscriptions/check-webhook-url.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

const HOSTS: Record<string, string[]> = { "salon.example.com": ["93.184.216.34"], "till.example.com": ["10.0.0.7"] };

let database: TestDatabase;
let deps: EngineDeps;
beforeAll(async () => {
  database = await testDatabase();
  deps = { ...database.deps, resolveHost: async (host) => HOSTS[host] ?? [] };
});
afterAll(() => database.close());

it("tells a usable URL from one that is refused, and from a host that leads nowhere or into a private network", async () => {
  const actor = await database.addTenant();
  const check = (url: string) => checkWebhookUrl(deps, actor, { url });
  expect(await check("https://salon.example.com/hook")).toEqual({ verdict: "usable" });
  expect(await check("ftp://salon.example.com")).toMatchObject({ verdict: "refused", message: expect.any(String) });
  expect(await check("https://no-such.example.com/")).toEqual({ verdict: "unresolved", host: "no-such.example.com" });
  expect(await check("https://till.example.com/")).toEqual({ verdict: "not_public", host: "till.example.com" });
});

it("asks no name server behind an egress proxy, which resolves names itself", async () => {
  const proxied = { ...deps, settings: { ...deps.settings, resolvesHosts: false } };
  const url = "https://no-such.example.com/";
  expect(await checkWebhookUrl(proxied, await database.addTenant(), { url })).toEqual({ verdict: "usable" });
});

it("names the webhook that has the URL in any spelling, of the same tenant and mode only", async () => {
  const actor = await database.addTenant();
  const url = "https://salon.example.com/hook?key=1";
  const { id } = await addWebhook(deps, actor, { url, description: "Newsletter" });
  const spelled = { url: "https://SALON.example.com:443/hook?key=1" };
  const named = { verdict: "duplicate", webhook: { id, name: "Newsletter" } };
  expect(await checkWebhookUrl(deps, actor, spelled)).toEqual(named);
  expect(await checkWebhookUrl(deps, actor, { ...spelled, id })).toEqual({ verdict: "usable" });
  expect(await checkWebhookUrl(deps, actor, { ...spelled, mode: "test" })).toEqual({ verdict: "usable" });
  expect(await checkWebhookUrl(deps, await database.addTenant(), spelled)).toEqual({ verdict: "usable" });
});
