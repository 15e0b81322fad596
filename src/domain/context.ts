import type { Limits } from "#domain/limits/limits.ts";
import type { TenantStorage } from "#domain/storage/tenant-storage.ts";
import type { AddressPolicy } from "#domain/url-policy/address-policy.ts";
import type { PrismaClient } from "#generated/prisma/client.ts";

/** The person, key or system that acts. The tenant comes from here and never from input. */
export type Actor = {
  tenantId: string;
  /** `name` is for the audit log. */
  by:
    | { kind: "user"; userId: string; name?: string }
    | { kind: "api_key"; keyId: string; name?: string }
    | { kind: "system" };
  /** Origin of the request, if there is one. */
  from?: RequestOrigin;
  /** Whether answers hold webhooks' full URLs; if left out, only the system's do (`shown-url.ts`). */
  seesUrls?: boolean;
};

export type RequestOrigin = { address: string | null; userAgent: string | null };

/** A change that other processes wait for. Announced after commit, never inside a data transaction. */
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

/** One statement outside of Prisma's query builder: the hot path writes whole batches with `unnest`. */
export type Sql = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** Binds a sealed text to its place: a ciphertext copied to another row or tenant does not open. */
export type SealContext = { tenantId: string; table: string; column: string; rowId: string };

export type SecretBox = {
  seal(text: string, context: SealContext): string;
  /** Throws for an unknown key or another place. The opened text stays in memory unless `isKept` is false. */
  open(sealed: string, context: SealContext, options?: { isKept: boolean }): string;
  /** Keyed hashes, one for each master key, the writing one first: they find a secret that is never stored. */
  fingerprints(text: string): [string, ...string[]];
  /** The ids of the master keys, the writing one first. */
  keyIds: readonly [string, ...string[]];
};

/** One message to all of `to`; a repeat has the same `id`. */
export type EmailMessage = { id: string; to: readonly string[]; subject: string; text: string; html: string };

/** Rejects when the mail server did not take the message. */
export type EmailSender = (message: EmailMessage) => Promise<void>;

/** Settings of the product, read from the environment in one place. */
export type Settings = {
  /** `MAIS` gives `X-MAIS-Event`. */
  headerPrefix: string;
  retryCount: number;
  retryWindowMs: number;
  attemptTimeoutMs: number;
  addressPolicy: AddressPolicy;
  retentionDays: number;
  /** Bound of the bodies of one tenant; null = no limit. */
  storageBytesMax: number | null;
  /** The dashboard's origin, for links in operational events and emails. */
  baseUrl: string;
  /** Whether important operational events also go into the email outbox. */
  sendsEmail: boolean;
};

/** Everything a use case may touch besides its input. Only `server/wire.ts` makes it. `EngineDeps` adds what attempts need. */
export type Deps = {
  /** All rows of all tenants, as `sql`: for the pipeline, sessions and keys. Answers to a tenant go through `asTenant`. */
  db: PrismaClient;
  sql: Sql;
  /** The database as one tenant: other tenants' rows can be neither read nor written. */
  tenantDatabase: (tenantId: string) => Pick<Deps, "db" | "sql">;
  /** Runs one transaction of a tenant: all changes by its `db` and `sql` commit when `act` returns, or none. */
  tenantTransaction: <Result>(
    tenantId: string,
    act: (bound: Pick<Deps, "db" | "sql">) => Promise<Result>,
  ) => Promise<Result>;
  /** Null without a mail server. */
  email: EmailSender | null;
  /** The addresses of a name by DNS; empty if it has none or the lookup fails. */
  resolveHost: (hostname: string) => Promise<string[]>;
  clock: () => Date;
  /** In [0, 1). */
  random: () => number;
  secrets: SecretBox;
  publish: (...changes: Change[]) => void;
  log: Logger;
  settings: Settings;
  /** Handlers ask it before they call a use case. */
  limits: Limits;
  /** Storage used by each tenant. */
  storage: TenantStorage;
};
