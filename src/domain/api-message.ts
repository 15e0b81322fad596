/** Reads one header by its name in small letters; null when the request does not have it. */
export type HeaderReader = { get: (name: string) => string | null };

type Chunk = { done: false; value: Uint8Array } | { done: true; value?: Uint8Array | undefined };

/** Reads a body chunk by chunk. `cancel` ends a read that waits: it resolves as done. */
export type ByteReader = { read: () => Promise<Chunk>; cancel: () => Promise<void> };

/** A body that has not been read yet; the body of a web Request is one. */
export type ByteSource = { getReader: () => ByteReader };

/** A request of the API. No web Request: making one costs more than all else that a small request needs. */
export type ApiRequest = {
  /** HEAD arrives as GET. */
  method: string;
  /** Path and query, dot segments resolved: `/v1/events?limit=1`. */
  target: string;
  headers: HeaderReader;
  bytes: ByteSource | null;
};

export type ApiAnswer = { status: number; headers: Record<string, string>; bytes: Buffer };

/** The parts of a path that a resource leaves open, decoded: `{ id: "wh_…" }`. */
export type PathParams = Record<string, string>;

/** Answers every method of one path. Never throws: refusals are answers. */
export type ApiHandler = (request: ApiRequest, params: PathParams) => Promise<ApiAnswer>;

/** A path of the API: `/e/{key}`, or a whole tree: `/v1/*` is `/v1` and all below it that no other resource names. */
export type Resource = { path: `/${string}`; answer: ApiHandler };

const NO_BYTES = Buffer.alloc(0);

export const emptyAnswer = (status: number, headers: Record<string, string> = {}): ApiAnswer => ({
  status,
  headers,
  bytes: NO_BYTES,
});

/** @param headers override the content type */
export const jsonAnswer = (status: number, value: unknown, headers: Record<string, string> = {}): ApiAnswer => ({
  status,
  headers: { "Content-Type": "application/json", ...headers },
  bytes: Buffer.from(JSON.stringify(value)),
});
