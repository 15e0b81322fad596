import { createTRPCClient, TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { expect, it } from "vitest";
import { z } from "zod";
import { REPEATABLE, repeatMutations } from "#trpc/repeat-mutations.ts";
import { type AppRouter, appRouter } from "#trpc/routers/_app.ts";

const WEBHOOK = { id: "wh_1", changes: { active: false } };

/** Client whose server refuses the first calls with this status, and what it was asked. */
const setUp = ({ refusals, httpStatus = 503 }: { refusals: number; httpStatus?: number }) => {
  const asked: unknown[] = [];
  const answer: TRPCLink<AppRouter> =
    () =>
    ({ op: { path, input } }) =>
      observable((observer) => {
        asked.push({ path, input });
        if (asked.length <= refusals) {
          const data = { code: "SERVICE_UNAVAILABLE", httpStatus, fieldErrors: [] };
          observer.error(TRPCClientError.from({ error: { message: "Refused.", code: -32_603, data } as never }));
          return;
        }
        observer.next({ result: { type: "data", data: "done" } });
        observer.complete();
      });
  return { asked, client: createTRPCClient<AppRouter>({ links: [repeatMutations(0), answer] }) };
};

it("turning a webhook off is repeated with the same values when the server is busy", async () => {
  const { asked, client } = setUp({ refusals: 2 });
  expect(await client.webhooks.update.mutate(WEBHOOK)).toBe("done");
  expect(asked).toEqual(Array(3).fill({ path: "webhooks.update", input: WEBHOOK }));
});

it("the person is told after two repeats", async () => {
  const { asked, client } = setUp({ refusals: 9 });
  await expect(client.webhooks.update.mutate(WEBHOOK)).rejects.toThrow("Refused.");
  expect(asked).toHaveLength(3);
});

it("a refusal that a repeat cannot change is told at once", async () => {
  const { asked, client } = setUp({ refusals: 1, httpStatus: 409 });
  await expect(client.webhooks.update.mutate(WEBHOOK)).rejects.toThrow("Refused.");
  expect(asked).toHaveLength(1);
});

it("a change that would happen twice is not repeated", async () => {
  const { asked, client } = setUp({ refusals: 1 });
  await expect(client.deliveries.resend.mutate({ id: "dlv_1" })).rejects.toThrow("Refused.");
  expect(asked).toHaveLength(1);
});

const isMutation = (value: unknown): boolean =>
  typeof value === "function" &&
  "_def" in value &&
  z.object({ type: z.literal("mutation") }).safeParse(value._def).success;

it("only mutations are named", () => {
  const procedures = new Map<string, unknown>(Object.entries(appRouter._def.procedures));
  expect(REPEATABLE.filter((path) => !isMutation(procedures.get(path)))).toEqual([]);
});
