import { describe, expect, it } from "vitest";
import { streamChanges } from "#trpc/stream-changes.ts";

const feed = () => {
  const listeners = new Set<() => void>();
  return {
    listeners,
    tell: () => {
      for (const listener of listeners) listener();
    },
    subscribe: (listener: () => void) => {
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
    source.tell();
    source.tell();
    expect((await first).value).toBe(1);
    source.tell();
    expect((await changes.next()).value).toBe(2);
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
