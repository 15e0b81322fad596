import type { Limits } from "#domain/limits/limits.ts";
import type { TenantStorage } from "#domain/storage/tenant-storage.ts";
import type { AddressPolicy } from "#domain/url-policy/address-policy.ts";
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

export type Logger = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
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

/** Everything a use case may touch besides its input. Only `server/deps.ts` makes it. `EngineDeps` adds what attempts need. */
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
};
