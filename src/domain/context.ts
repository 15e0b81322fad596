import type { Limits } from "#domain/limits/limits.ts";
import type { TenantStorage } from "#domain/storage/tenant-storage.ts";
import type { AddressPolicy } from "#domain/url-policy/address-policy.ts";
import type { InFlight } from "#engine/claim/in-flight.ts";
import type { ClaimedBatches } from "#engine/dispatch/claimed-batches.ts";
import type { Recorder } from "#engine/record/record-results.ts";
import type { PrismaClient } from "#generated/prisma/client.ts";

/** Who acts. The tenant comes from here and never from input. */
export type Actor = {
  tenantId: string;
  /** `name` is for the audit log: what a person calls them. */
  by:
    | { kind: "user"; userId: string; name?: string }
    | { kind: "api_key"; keyId: string; name?: string }
    | { kind: "system" };
  /** Where the request came from; left out where there was none. */
  from?: RequestOrigin;
  /** Whether answers hold webhooks' URLs as they are; without it only the system's do (`shown-url.ts`). */
  seesUrls?: boolean;
};

export type RequestOrigin = { address: string | null; userAgent: string | null };

/** Changes that other processes wait for. Announced after commit, never inside a data transaction. */
export type Change =
  | { channel: "events" | "recoveries" }
  | { channel: "deliveries"; deliveryId: string }
  | { channel: "tenant"; tenantId: string };

/** Fields of a log line. An error stands in `err`: the logger keeps its stack and causes, and cuts secrets out. */
export type LogFields = { readonly [name: string]: unknown; readonly error?: never };

export type Logger = {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
};

/** One statement, outside of Prisma's query builder: the hot path writes whole batches with `unnest`. */
export type Sql = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** What seals a text: only the same place opens it again, so a ciphertext copied to another row or tenant is useless. */
export type SealContext = { tenantId: string; table: string; column: string; rowId: string };

export type SecretBox = {
  seal(text: string, context: SealContext): string;
  /**
   * Throws when the text was sealed with an unknown key or for another place. The opened text stays in memory for the next time,
   * unless `isKept` is false.
   */
  open(sealed: string, context: SealContext, options?: { isKept: boolean }): string;
  /** Keyed hashes of a text, one for each master key, the writing one first: for looking up a secret that is never stored. */
  fingerprints(text: string): [string, ...string[]];
  /** The ids of the master keys, the writing one first. */
  keyIds: readonly [string, ...string[]];
};

export type HttpTimings = {
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
  firstByteMs: number | null;
};

export type HttpPhase = "resolving" | "connecting" | "sent" | "status" | "body";

export type HttpRequest = {
  url: string;
  /** Part of the connection pool's key: tenants never share a connection. */
  tenantId: string;
  headers: Record<string, string>;
  body: Uint8Array;
  /** The whole attempt: DNS, connect, TLS, headers and body. */
  timeoutMs: number;
  onPhase?: (phase: HttpPhase) => void;
};

export type AttemptErrorCode =
  | "dns_error"
  | "connection_refused"
  | "connection_reset"
  | "connect_timeout"
  | "timeout"
  | "tls_error"
  | "blocked_address"
  | "redirect_not_followed"
  | "http_status"
  | "invalid_response"
  | "interrupted";

/** `message` is safe to show to a tenant: it never holds an inner address. */
export type AttemptError = { code: AttemptErrorCode; message: string };

export type HttpResponse = {
  status: number;
  /** Lower-cased names; repeated headers joined with ", ". At most 64 headers of 1 KiB. */
  headers: Record<string, string>;
  /** At most 16 KiB. */
  body: Uint8Array;
  bodyTruncated: boolean;
};

/**
 * What came of one POST. A complete header block is a response, whatever happened to its body. Never throws.
 * `resentOnNewConnection`: a kept connection turned out to be closed, and the same request went once more on a new one. Left
 * out, it did not.
 */
export type HttpOutcome = { timings: HttpTimings; durationMs: number; resentOnNewConnection?: boolean } & (
  | { response: HttpResponse; error: null }
  | { response: null; error: AttemptError }
);

export type HttpSender = (request: HttpRequest) => Promise<HttpOutcome>;

/** One message to all of `to`; `id` is the same when it is sent again. */
export type EmailMessage = { id: string; to: readonly string[]; subject: string; text: string; html: string };

/** Rejects when the mail server did not take the message. */
export type EmailSender = (message: EmailMessage) => Promise<void>;

/** Settings that the product needs; read from the environment in one place. */
export type Settings = {
  /** `MAIS` gives `X-MAIS-Event`. */
  headerPrefix: string;
  retryCount: number;
  retryWindowMs: number;
  attemptTimeoutMs: number;
  addressPolicy: AddressPolicy;
  retentionDays: number;
  /** Most that the bodies of one tenant may take; null = no limit. */
  storageBytesMax: number | null;
  /** The dashboard's origin, for links in operational events and emails. */
  baseUrl: string;
  /** Whether operational events that matter are also put into the email outbox. */
  sendsEmail: boolean;
};

/** Everything a use case may touch besides its input. Wired in `server/deps.ts` only. */
export type Deps = {
  /** All rows of all tenants, as `sql`: for the pipeline, for sessions and keys. What answers a tenant goes through `asTenant`. */
  db: PrismaClient;
  sql: Sql;
  /** The database as it is for one tenant: rows of others are not there, and none can be written. */
  tenantDatabase: (tenantId: string) => Pick<Deps, "db" | "sql">;
  /** One transaction of a tenant: all that `act` does by its `db` and `sql` commits when `act` returns, or nothing does. */
  tenantTransaction: <Result>(
    tenantId: string,
    act: (bound: Pick<Deps, "db" | "sql">) => Promise<Result>,
  ) => Promise<Result>;
  http: HttpSender;
  /** Null without a mail server. */
  email: EmailSender | null;
  /** The addresses of a name by DNS; none when it has none or can't be looked up. */
  resolveHost: (hostname: string) => Promise<string[]>;
  clock: () => Date;
  /** In [0, 1). */
  random: () => number;
  secrets: SecretBox;
  publish: (...changes: Change[]) => void;
  log: Logger;
  settings: Settings;
  /** What doors ask before they call a use case. */
  limits: Limits;
  /** How much of its storage a tenant has used. */
  storage: TenantStorage;
  inFlight: InFlight;
  /** Null where the steps of a batch may run in different processes. */
  claimedBatches: ClaimedBatches | null;
  recorder: Recorder;
  /** Names the process in leases, so that its leases can be released when it dies. */
  workerId: string;
};
