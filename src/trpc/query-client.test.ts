import { TRPCClientError } from "@trpc/client";
import { expect, it } from "vitest";
import { createQueryClient } from "#trpc/query-client.ts";

const signedOut = () =>
  TRPCClientError.from({
    error: { message: "Sign in.", code: -32001, data: { code: "UNAUTHORIZED", httpStatus: 401 } },
  });

/** Query whose nth read is refused. */
const setUp = (isRefused: (read: number) => boolean) => {
  const again: ((() => void) | undefined)[] = [];
  const client = createQueryClient((readAgain) => again.push(readAgain));
  let reads = 0;
  const read = () =>
    client.fetchQuery({
      queryKey: ["webhooks"],
      staleTime: 0,
      queryFn: async () => {
        if (isRefused(++reads)) throw signedOut();
        return "rows";
      },
    });
  return { again, client, read, reads: () => reads };
};

it("a query that finds its session over is read once more for the newer one, when the page asks for it", async () => {
  const { again, client, read, reads } = setUp((nth) => nth === 1);
  await expect(read()).rejects.toThrow("Sign in.");
  expect(reads()).toBe(1);
  again[0]?.();
  await client.getQueryCache().find({ queryKey: ["webhooks"] })?.promise;
  expect(client.getQueryData(["webhooks"])).toBe("rows");
  expect(again).toHaveLength(1);
});

it("a query that is refused with every session leads to the sign-in, instead of asking for ever", async () => {
  const { again, client, read, reads } = setUp(() => true);
  await expect(read()).rejects.toThrow("Sign in.");
  for (let turn = 0; turn < 100 && turn < again.length; turn++) {
    again[turn]?.();
    await client
      .getQueryCache()
      .find({ queryKey: ["webhooks"] })
      ?.promise?.catch(() => {});
  }
  expect([reads(), again.length, again.at(-1)]).toEqual([4, 4, undefined]);
});

it("a page that stays open for days may outlive any number of sessions, one after the other", async () => {
  const { again, client, read } = setUp((nth) => nth % 2 === 1);
  for (let session = 0; session < 10; session++) {
    await expect(read()).rejects.toThrow("Sign in.");
    again[session]?.();
    await client.getQueryCache().find({ queryKey: ["webhooks"] })?.promise;
  }
  expect(again.map((readAgain) => typeof readAgain)).toEqual(Array(10).fill("function"));
});
