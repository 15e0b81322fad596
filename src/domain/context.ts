import type { KnownApiKeys } from "#domain/api-keys/known-api-keys.ts";
import type { BodyPacking } from "#domain/body-packing.ts";
import type { KnownPlatformTypes } from "#domain/event-types/platform-types.ts";
import type { Limits } from "#domain/limits/limits.ts";
import type { TenantLimits } from "#domain/limits/tenant-limits.ts";
import type { SendingPauses } from "#domain/pauses/sending-pauses.ts";
import type { TenantStorage } from "#domain/storage/tenant-storage.ts";
import type { UnknownTenants } from "#domain/unknown-tenants.values.ts";
import type { AddressPolicy } from "#domain/url-policy/address-policy.ts";
import type { PrismaClient } from "#generated/prisma/client.ts";

/** Tenant ids come from the actor, never from input. */
export type Actor = {
  tenantId: string;
  by:
    | { kind: "user"; userId: string; name?: string }
    | { kind: "api_key"; keyId: string; name?: string }
    /** Key of the platform, on behalf of the tenant. */
    | { kind: "operator"; keyId: string; name?: string }
    | { kind: "system" };
  /** Hides live objects: the actor is a test key. Everyone else sees both modes. */
  mode?: "test";
  from?: RequestOrigin;
  /** Shows full URLs in answers; false by default except for the system. */
  seesUrls?: boolean;
};

export type RequestOrigin = { address: string | null; userAgent: string | null };

/** What changed for the pages of a tenant: its rows, or the figures that are counted from them. */
export type PageChange = "rows" | "figures";

/** Signal to other processes, sent after commit. `types`: event types of the platform changed. */
export type Change =
  | { channel: "events" | "recoveries" | "operator" | "types" }
  | { channel: "deliveries"; deliveryId: string }
  /**
   * `tenant`: rows of a tenant changed. `figures`: some of them were counted. `keys`: API keys of a tenant changed or were removed.
   * `operator`: pauses of sending, or limits of tenants.
   */
  | { channel: "tenant" | "figures" | "keys"; tenantId: string };

/** PostgreSQL channel of `events`. */
export const EVENTS_CHANNEL = "bellhop_events";

/** Fields of a log line. An error stands in `err`: the logger keeps its stack and causes, and cuts secrets out. */
export type LogFields = { readonly [name: string]: unknown; readonly error?: never };

export type Logger = {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
};

/** Statements outside of Prisma: the hot path writes batches with `unnest`. */
export type Sql = <Row extends object>(
  text: string,
  values?: readonly unknown[],
  options?: SqlOptions,
) => Promise<Row[]>;

/** `isPlanKept` (default true): each connection prepares the text once and keeps its plan. */
export type SqlOptions = { isPlanKept?: boolean };

/** Binds a sealed text to its row: copied elsewhere, it does not open. */
export type SealContext = { tenantId: string; table: string; column: string; rowId: string };

export type SecretBox = {
  seal(text: string, context: SealContext): string;
  /** Throws for an unknown key or another context. `isKept: false` skips the cache. */
  open(sealed: string, context: SealContext, options?: { isKept: boolean }): string;
  /** Hashes by each master key, writing key first, to find a secret that is not stored. */
  fingerprints(text: string): [string, ...string[]];
  /** Master keys, the writing one first. */
  keyIds: readonly [string, ...string[]];
};

/** Repeats have the same `id`. */
export type EmailMessage = { id: string; to: readonly string[]; subject: string; text: string; html: string };

/** Rejects when the mail server refused the message. */
export type EmailSender = (message: EmailMessage) => Promise<void>;

export type Settings = {
  /** Example: `MAIS` gives `X-MAIS-Event`. */
  headerPrefix: string;
  retryCount: number;
  retryWindowMs: number;
  attemptTimeoutMs: number;
  addressPolicy: AddressPolicy;
  /** False behind an egress proxy, which resolves names itself. */
  resolvesHosts: boolean;
  retentionDays: number;
  /** Limit per tenant; null = none. */
  storageBytesMax: number | null;
  unknownTenants: UnknownTenants;
  baseUrl: string;
  sendsEmail: boolean;
  /** Name that people read in emails. */
  brandName: string;
};

/** Dependencies of a use case, built only in `server/wire.ts`. */
export type Deps = {
  /** Rows of all tenants. Answers to a tenant need `tenantDatabase`. */
  db: PrismaClient;
  sql: Sql;
  /** Restricts reads and writes to one tenant. */
  tenantDatabase: (tenantId: string) => Pick<Deps, "db" | "sql">;
  /** Commits all changes of `act`, or none. */
  tenantTransaction: <Result>(
    tenantId: string,
    act: (bound: Pick<Deps, "db" | "sql">) => Promise<Result>,
  ) => Promise<Result>;
  /** Commits all changes of `act`, or none, as the engine's role: rows of all tenants. */
  engineTransaction: <Result>(act: (bound: Pick<Deps, "db" | "sql">) => Promise<Result>) => Promise<Result>;
  email: EmailSender | null;
  /** Returns no address when the lookup fails. */
  resolveHost: (hostname: string) => Promise<string[]>;
  clock: () => Date;
  /** Range: [0, 1). */
  random: () => number;
  secrets: SecretBox;
  publish: (...changes: Change[]) => void;
  log: Logger;
  settings: Settings;
  limits: Limits;
  apiKeys: KnownApiKeys;
  pauses: SendingPauses;
  bodyPacking: BodyPacking;
  tenantLimits: TenantLimits;
  platformTypes: KnownPlatformTypes;
  storage: TenantStorage;
  /** W3C traceparent of the running request, null outside of a sampled trace. Missing = tracing is off. */
  traceparent?: () => string | null;
};
