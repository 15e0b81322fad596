import type { Hash } from "node:crypto";
import type { ByteReader, ByteSource, HeaderReader } from "#domain/api-message.ts";
import { DomainError } from "#domain/errors.ts";
import { type AdmitBody, type BodyPlace, SMALL_BODY_BYTES } from "#domain/limits/body-place.ts";

/** Time for a whole body, from the first read. */
export const BODY_MS_MAX = 30_000;

const DISCARDED_BYTES_MAX = 64 * 1024 * 1024;

export type ReadOptions = {
  /** Reserves memory for a large body by `key`. */
  admit?: AdmitBody;
  key?: string;
  onChunk?: (chunk: Uint8Array) => void;
  hash?: Hash | undefined;
  timeoutMs?: number;
  /** Reads on after a refusal: a sender that is cut off never reads the answer. */
  drains?: boolean;
};

export type UnreadBody = { headers: HeaderReader; bytes: ByteSource | null };

/**
 * Reads a body; `leave` frees its memory. Throws `timed_out`, and `too_large` above `bytesMax` whatever the headers
 * say.
 */
export const takeBody = async (
  { headers, bytes: source }: UnreadBody,
  bytesMax: number,
  { admit, key = "", onChunk, hash, timeoutMs = BODY_MS_MAX, drains = false }: ReadOptions = {},
): Promise<{ bytes: Buffer; leave: () => void }> => {
  const announced = headers.get("content-length");
  if (Number(announced ?? 0) > bytesMax) throw tooLarge(bytesMax);
  const place = async (bytes: number) => (admit ? await admit(key, bytes) : null);
  let held: BodyPlace | null = announced === null ? null : await place(Number(announced));
  try {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    await readChunks(source, { timeoutMs, drains }, async (chunk) => {
      bytes += chunk.byteLength;
      if (bytes > bytesMax) throw tooLarge(bytesMax);
      onChunk?.(chunk);
      hash?.update(chunk);
      if (bytes > SMALL_BODY_BYTES) held ??= await place(bytesMax);
      chunks.push(chunk);
    });
    held?.complete();
    return { bytes: Buffer.concat(chunks, bytes), leave: () => held?.leave() };
  } catch (error) {
    held?.leave();
    throw error;
  }
};

export const readBytes = async ({ headers, body }: Request, bytesMax: number): Promise<Buffer> =>
  (await takeBody({ headers, bytes: body }, bytesMax)).bytes;

/** Replaces bytes that are not UTF-8 by U+FFFD. */
export const readBody = async (request: Request, bytesMax: number): Promise<string> =>
  new TextDecoder().decode(await readBytes(request, bytesMax));

/** Cuts chunks to 64 KiB, so that no chunk blocks the process. Not a generator: a lone event would wait longer (decision 76). */
const readChunks = async (
  source: ByteSource | null,
  { timeoutMs, drains }: { timeoutMs: number; drains: boolean },
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<void> => {
  if (!source) return;
  const reader = source.getReader();
  let isOver = false;
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    reader.cancel().catch(() => {});
  }, timeoutMs);
  try {
    for (let next = await readNext(reader); !next.done; next = await readNext(reader))
      for (let at = 0; at < next.value.byteLength; at += SMALL_BODY_BYTES)
        await take(next.value.subarray(at, at + SMALL_BODY_BYTES));
    isOver = true;
    if (isLate)
      throw new DomainError(
        "timed_out",
        `The body did not arrive within ${timeoutMs / 1_000} seconds, and nothing was stored. Send the body again, in smaller parts if the connection is slow.`,
      );
  } finally {
    if (isOver) clearTimeout(timer);
    else
      void discardRest(reader, drains ? DISCARDED_BYTES_MAX : 0)
        .catch(() => {})
        .finally(() => clearTimeout(timer));
  }
};

/** Replaces an error whose code also means an unavailable database. */
const readNext = (reader: ByteReader) =>
  reader.read().catch(() => {
    throw new DomainError("malformed", "The request ended before its body was complete.");
  });

const discardRest = async (reader: ByteReader, bytesMax: number): Promise<void> => {
  for (let bytes = 0; bytes < bytesMax; ) {
    const next = await readNext(reader);
    if (next.done) return;
    bytes += next.value.byteLength;
  }
  await reader.cancel();
};

const MIB = 1024 * 1024;

const tooLarge = (bytesMax: number) => {
  const size = bytesMax < MIB ? `${Math.round(bytesMax / 1024)} KiB` : `${Math.round(bytesMax / MIB)} MiB`;
  return new DomainError("too_large", `The request is larger than ${size}. Send less at once.`);
};
