import { describe, expect, it } from "vitest";
import { takeBody } from "#domain/read-body.ts";

const post = (body: ReadableStream<Uint8Array>, headers: Record<string, string> = {}) => ({
  headers: new Headers(headers),
  bytes: body,
});

/** Stream of the chunks that then either ends or stays silent. */
const stream = (chunks: Uint8Array[], { ends }: { ends: boolean }) => {
  const left = [...chunks];
  return new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const next = left.shift();
      if (next) controller.enqueue(next);
      else if (ends) controller.close();
      else return new Promise(() => {});
    },
  });
};

/** Counts the memory places that are taken. */
const places = () => {
  const taken: { key: string; bytes: number; isComplete: boolean; isLeft: boolean }[] = [];
  return {
    taken,
    admit: async (key: string, bytes: number) => {
      const one = { key, bytes, isComplete: false, isLeft: false };
      taken.push(one);
      return {
        complete: () => {
          one.isComplete = true;
        },
        leave: () => {
          one.isLeft = true;
        },
      };
    },
  };
};

const KIB = 1024;

describe("a body", () => {
  it("that does not arrive in time is refused, and its memory is given back", async () => {
    const { taken, admit } = places();
    const request = post(stream([new Uint8Array(10)], { ends: false }), { "content-length": "100000" });
    await expect(takeBody(request, KIB * KIB, { admit, key: "k", timeoutMs: 20 })).rejects.toMatchObject({
      code: "timed_out",
    });
    expect(taken).toEqual([{ key: "k", bytes: 100_000, isComplete: false, isLeft: true }]);
  });

  it("reserves memory for its announced length before the first byte is read", async () => {
    let hasRead = false;
    const body = new ReadableStream<Uint8Array>(
      {
        pull: () => {
          hasRead = true;
        },
      },
      { highWaterMark: 0 },
    );
    const full = new Error("no place");
    const admit = async () => {
      throw full;
    };
    await expect(takeBody(post(body, { "content-length": "100000" }), KIB * KIB, { admit })).rejects.toBe(full);
    expect(hasRead).toBe(false);
  });

  it("without an announced length reserves the handler's bound once it passes 64 KiB", async () => {
    const { taken, admit } = places();
    const small = await takeBody(post(stream([new Uint8Array(64 * KIB)], { ends: true })), KIB * KIB, { admit });
    expect([small.bytes.byteLength, taken.length]).toEqual([64 * KIB, 0]);
    const large = await takeBody(post(stream([new Uint8Array(65 * KIB)], { ends: true })), KIB * KIB, { admit });
    expect(taken).toMatchObject([{ bytes: KIB * KIB, isComplete: true, isLeft: false }]);
    large.leave();
    expect(taken).toMatchObject([{ isLeft: true }]);
  });

  it("is read no further than the bound, nor further than its first check allows", async () => {
    const endless = () => post(stream(Array(100).fill(new Uint8Array(64 * KIB)), { ends: false }));
    await expect(takeBody(endless(), KIB * KIB)).rejects.toMatchObject({ code: "too_large" });
    let seen = 0;
    const onChunk = (chunk: Uint8Array) => {
      seen += chunk.byteLength;
      if (seen > 100 * KIB) throw new Error("enough");
    };
    await expect(takeBody(endless(), KIB * KIB, { onChunk })).rejects.toThrow("enough");
    expect(seen).toBe(128 * KIB);
  });
});
