import { expect, it } from "vitest";
import { acceptFunctions, acceptTriggers } from "#inngest/accept-triggers.ts";
import { createMissingTriggers } from "#inngest/find-missing-triggers.ts";
import { bearerOf } from "#tests/protocol/signature.ts";

const signingKey = `signkey-prod-${"ab".repeat(32)}`;
const server = { apiUrl: "http://inngest.internal:8288", signingKey };

const registered = (names: readonly string[]) => [
  { id: "bellhop-sweep", config: { triggers: [{ cron: "* * * * *" }] } },
  ...acceptFunctions.map(({ id, triggers }) => ({
    id: `bellhop-${id}`,
    config: { triggers: triggers.filter((name) => names.includes(name)).map((event) => ({ event })) },
  })),
];

/** The same list in the form of releases before 1.43. */
const registeredBefore = (names: readonly string[]) =>
  registered(names).map(({ id, config }) => ({ Slug: id, Config: JSON.stringify(config) }));

/** Looks once at a server that answers so. */
const lookAt = (answer: () => Response | Promise<Response>, at = { now: 0 }) => {
  const asked: { url: string; authorization: string | null }[] = [];
  const look = createMissingTriggers(server, {
    clock: () => new Date(at.now),
    fetch: async (url, init) => {
      asked.push({ url: String(url), authorization: new Headers(init?.headers).get("authorization") });
      return answer();
    },
  });
  return { look, asked };
};

it.each([
  ["1.43", registered],
  ["releases before", registeredBefore],
])("names the event types for which a server of %s starts nothing", async (_, list) => {
  const { look, asked } = lookAt(() => Response.json(list(acceptTriggers.slice(2))));
  expect(await look()).toEqual(acceptTriggers.slice(0, 2));
  expect(asked).toEqual([
    { url: "http://inngest.internal:8288/v1/apps/bellhop/functions", authorization: bearerOf(signingKey) },
  ]);
});

it("names none after a registration, and all before the first", async () => {
  expect(await lookAt(() => Response.json(registered(acceptTriggers))).look()).toEqual([]);
  expect(await lookAt(() => Response.json([])).look()).toEqual(acceptTriggers);
});

it.each<[string, () => Response | Promise<Response>]>([
  ["refuses", () => Response.json({ error: "no" }, { status: 401 })],
  ["answers in another form", () => Response.json({ functions: [] })],
  ["has a config that is no JSON", () => Response.json([{ Slug: "bellhop-accept-events", Config: "?" }])],
  ["is away", () => Promise.reject(new TypeError("fetch failed"))],
])("says nothing of a server that %s", async (_, answer) => {
  expect(await lookAt(answer).look()).toBeNull();
});

it("asks once in ten seconds, however often health is read", async () => {
  const at = { now: 0 };
  const { look, asked } = lookAt(() => Response.json([]), at);
  await Promise.all([look(), look()]);
  at.now = 9_999;
  await look();
  expect(asked).toHaveLength(1);
  at.now = 10_000;
  await look();
  expect(asked).toHaveLength(2);
});
