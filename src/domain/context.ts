import type { Limits } from "#domain/limits/limits.ts";
import type { TenantStorage } from "#domain/storage/tenant-storage.ts";
import type { AddressPolicy } from "#domain/url-policy/address-policy.ts";
import type { PrismaClient } from "#generated/prisma/client.ts";

/** Source of the tenant id, which never comes from input. */
export type Actor = {
  tenantId: string;
  /** `name` is for the audit log. */
  by:
    | { kind: "user"; userId: string; name?: string }
    | { kind: "api_key"; keyId: string; name?: string }
    | { kind: "system" };
  from?: RequestOrigin;
  /** Shows full URLs of webhooks in answers; false by default except for the system. */
  seesUrls?: boolean;
};

export type RequestOrigin = { address: string | null; userAgent: string | null };

/** Signal to other processes, sent after commit and never inside a data transaction. */
export type Change =
  | { channel: "events" | "recoveries" }
  | { channel: "deliveries"; deliveryId: string }
  | { channel: "tenant"; tenantId: string };

export type Logger = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** Statements outside of Prisma: the hot path writes batches with `unnest`. */
export type Sql = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** Binds a sealed text to its row: copied to another row or tenant, it does not open. */
export type SealContext = { tenantId: string; table: string; column: string; rowId: string };

export type SecretBox = {
  seal(text: string, context: SealContext): string;
  /** Throws for an unknown key or another context. `isKept: false` keeps the text out of the cache. */
  open(sealed: string, context: SealContext, options?: { isKept: boolean }): string;
  /** Keyed hashes to find a secret without storing it, one per master key. The writing key is first. */
  fingerprints(text: string): [string, ...string[]];
  /** Master keys; the writing key is first. */
  keyIds: readonly [string, ...string[]];
};

/** Repeats have the same `id`. */
export type EmailMessage = { id: string; to: readonly string[]; subject: string; text: string; html: string };

/** Rejects when the mail server did not accept the message. */
export type EmailSender = (message: EmailMessage) => Promise<void>;

export type Settings = {
  /** Example: `MAIS` gives `X-MAIS-Event`. */
  headerPrefix: string;
  retryCount: number;
  retryWindowMs: number;
  attemptTimeoutMs: number;
  addressPolicy: AddressPolicy;
  retentionDays: number;
  /** Limit of stored bodies per tenant; null = none. */
  storageBytesMax: number | null;
  /** Dashboard origin for links. */
  baseUrl: string;
  sendsEmail: boolean;
};

/** Dependencies of a use case, built only in `server/wire.ts`. */
export type Deps = {
  /** Rows of all tenants, for pipeline, sessions and keys. Answers to a tenant need `tenantDatabase`. */
  db: PrismaClient;
  sql: Sql;
  /** Restricts reads and writes to one tenant. */
  tenantDatabase: (tenantId: string) => Pick<Deps, "db" | "sql">;
  /** Commits all changes of `act`, or none. */
  tenantTransaction: <Result>(
    tenantId: string,
    act: (bound: Pick<Deps, "db" | "sql">) => Promise<Result>,
  ) => Promise<Result>;
  /** Null without a mail server. */
  email: EmailSender | null;
  /** Empty when the name has no address or the lookup fails. */
  resolveHost: (hostname: string) => Promise<string[]>;
  clock: () => Date;
  /** In [0, 1). */
  random: () => number;
  secrets: SecretBox;
  publish: (...changes: Change[]) => void;
  log: Logger;
  settings: Settings;
  /** Checked by handlers before a use case. */
  limits: Limits;
  storage: TenantStorage;
};
