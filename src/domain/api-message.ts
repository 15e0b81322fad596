/** @param name in lower case */
export type HeaderReader = { get: (name: string) => string | null };

type Chunk = { done: false; value: Uint8Array } | { done: true; value?: Uint8Array | undefined };

/** `cancel` ends a waiting read as done. */
export type ByteReader = { read: () => Promise<Chunk>; cancel: () => Promise<void> };

export type ByteSource = { getReader: () => ByteReader };

/** Replaces the web Request, which costs more than the rest of a small request. */
export type ApiRequest = {
  /** GET also for HEAD. */
  method: string;
  /** Path and query, dot segments resolved. */
  target: string;
  headers: HeaderReader;
  bytes: ByteSource | null;
};

/** `chunks` replaces `bytes`: text that is written as the client reads it. */
export type ApiAnswer = {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
  chunks?: AsyncIterable<string>;
};

export type PathParams = Record<string, string>;

/** Throws nothing: refusals are answers. */
export type ApiHandler = (request: ApiRequest, params: PathParams) => Promise<ApiAnswer>;

/** `/v1/*` covers all paths below that no other resource has. */
export type Resource = { path: `/${string}`; answer: ApiHandler };

const NO_BYTES = Buffer.alloc(0);

export const emptyAnswer = (status: number, headers: Record<string, string> = {}): ApiAnswer => ({
  status,
  headers,
  bytes: NO_BYTES,
});

export const streamAnswer = (
  status: number,
  chunks: AsyncIterable<string>,
  headers: Record<string, string>,
): ApiAnswer => ({ status, headers, bytes: NO_BYTES, chunks });

/** @param headers override the content type */
export const jsonAnswer = (status: number, value: unknown, headers: Record<string, string> = {}): ApiAnswer => ({
  status,
  headers: { "Content-Type": "application/json", ...headers },
  bytes: Buffer.from(JSON.stringify(value)),
});
