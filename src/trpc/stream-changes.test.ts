import { describe, expect, it } from "vitest";
import type { PageChange } from "#domain/context.ts";
import { streamChanges } from "#trpc/stream-changes.ts";

const feed = () => {
  const listeners = new Set<(change: PageChange) => void>();
  return {
    listeners,
    tell: (change: PageChange) => {
      for (const listener of listeners) listener(change);
    },
    subscribe: (listener: (change: PageChange) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

describe("streamChanges", () => {
  it("groups simultaneous changes, and loses none that arrives during a read", async () => {
    const source = feed();
    const stop = new AbortController();
    const changes = streamChanges(source.subscribe, stop.signal, 0);
    const first = changes.next();
    source.tell("rows");
    source.tell("rows");
    source.tell("figures");
    expect((await first).value).toBe("rows");
    source.tell("rows");
    expect((await changes.next()).value).toBe("figures");
    expect((await changes.next()).value).toBe("rows");
    stop.abort();
    expect((await changes.next()).done).toBe(true);
  });

  it("releases its source when the reader leaves during a wait", async () => {
    const source = feed();
    const stop = new AbortController();
    const waiting = streamChanges(source.subscribe, stop.signal).next();
    expect(source.listeners.size).toBe(1);
    stop.abort();
    expect((await waiting).done).toBe(true);
    expect(source.listeners.size).toBe(0);
  });
});
