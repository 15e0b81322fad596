import { expect } from "vitest";
import type { Actor } from "#domain/context.ts";
import type { Route } from "#rest/route.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { type Answer, addKey, type Call, callRoute } from "#tests/rest/call-route.ts";

export type TestApi = {
  database: TestDatabase;
  receiver: Receiver;
  /** Actor whose key signs calls without a key of their own. */
  actor: Actor;
  key: string;
  call: (route: Route, given?: Call) => Promise<Answer>;
  close: () => Promise<void>;
};

/** Creates a database, a receiver, and a tenant with a key of all scopes. */
export const testApi = async (): Promise<TestApi> => {
  const database = await testDatabase();
  const receiver = await startReceiver();
  const actor = await database.addTenant();
  const key = await addKey(database.deps, actor);
  return {
    database,
    receiver,
    actor,
    key,
    call: (route, given = {}) => callRoute(database.deps, route, { key, ...given }),
    close: async () => {
      await receiver.close();
      await database.close();
    },
  };
};

/** Body for a webhook with a unique URL. */
export const webhookBody = (changes: object = {}) => ({
  url: `https://example.com/${crypto.randomUUID()}`,
  events: ["appointment.created"],
  ...changes,
});

/** Expects a problem document with this status that names exactly these fields. */
export const expectProblem = (answer: Answer, status: number, fields: string[] = []) => {
  expect(answer, JSON.stringify(answer.body)).toMatchObject({
    status,
    body: { type: "about:blank", status, title: expect.any(String), detail: expect.any(String) },
  });
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect((answer.body.errors ?? []).map(({ path }: { path: string }) => path)).toEqual(fields);
};
