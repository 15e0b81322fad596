import { describe, expect, it } from "vitest";
import { holdPlace } from "#trpc/hold-place.ts";

/** Response whose body records its end, and the place it holds. */
const setUp = () => {
  const source = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
  const canceled = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const [gone, ended] = [new AbortController(), new AbortController()];
  const body = new ReadableStream<Uint8Array>({ start: source.resolve, cancel: () => canceled.resolve() });
  const place = { ended: ended.signal, release: released.resolve };
  const held = holdPlace(new Response(body, { status: 207, headers: { "x-kept": "yes" } }), place, gone.signal);
  return { source: source.promise, canceled: canceled.promise, released: released.promise, gone, ended, held };
};

describe("a response that holds a place", () => {
  it("is passed on unchanged, and frees the place at its end", async () => {
    const { held, source, released } = setUp();
    const controller = await source;
    controller.enqueue(new TextEncoder().encode("news"));
    controller.close();
    expect([held.status, held.headers.get("x-kept"), await held.text()]).toEqual([207, "yes", "news"]);
    await released;
  });

  it("frees the place when it breaks", async () => {
    const { held, source, released } = setUp();
    (await source).error(new Error("broken"));
    await released;
    await held.text();
  });

  it("frees the place and cancels its source when its reader leaves", async () => {
    const { held, canceled, released } = setUp();
    await held.body?.cancel();
    await Promise.all([canceled, released]);
  });

  it("frees the place when the client leaves before any read", async () => {
    const { gone, canceled, released } = setUp();
    gone.abort();
    await Promise.all([canceled, released]);
  });

  it("ends in order when the session is over", async () => {
    const { held, ended, canceled, released } = setUp();
    const text = held.text();
    ended.abort();
    await Promise.all([canceled, released]);
    expect(await text).toBe("");
  });

  it("frees the place at once without a body", async () => {
    const released = Promise.withResolvers<void>();
    const place = { ended: new AbortController().signal, release: released.resolve };
    holdPlace(new Response(null), place, new AbortController().signal);
    await released.promise;
  });
});
