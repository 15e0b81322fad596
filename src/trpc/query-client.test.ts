import { TRPCClientError } from "@trpc/client";
import { expect, it } from "vitest";
import { createQueryClient } from "#trpc/query-client.ts";

const signedOut = () =>
  TRPCClientError.from({
    error: { message: "Sign in.", code: -32001, data: { code: "UNAUTHORIZED", httpStatus: 401 } },
  });

/** Query that is refused so many times before it is answered. */
const setUp = (refusals: number) => {
  const again: (() => void)[] = [];
  const client = createQueryClient((readAgain) => again.push(readAgain));
  let reads = 0;
  const read = () =>
    client.fetchQuery({
      queryKey: ["webhooks"],
      queryFn: async () => {
        if (reads++ < refusals) throw signedOut();
        return "rows";
      },
    });
  return { again, client, read, reads: () => reads };
};

it("a query that finds its session over is read once more for the newer one, when the page asks for it", async () => {
  const { again, client, read, reads } = setUp(1);
  await expect(read()).rejects.toThrow("Sign in.");
  expect(reads()).toBe(1);
  again[0]?.();
  await client.getQueryCache().find({ queryKey: ["webhooks"] })?.promise;
  expect(client.getQueryData(["webhooks"])).toBe("rows");
  expect(again).toHaveLength(1);
});

it("a query that is refused with every session ends, instead of asking for ever", async () => {
  const { again, client, read, reads } = setUp(Number.POSITIVE_INFINITY);
  await expect(read()).rejects.toThrow("Sign in.");
  for (let turn = 0; turn < 100 && turn < again.length; turn++) {
    again[turn]?.();
    await client
      .getQueryCache()
      .find({ queryKey: ["webhooks"] })
      ?.promise?.catch(() => {});
  }
  expect(reads()).toBe(20);
});
