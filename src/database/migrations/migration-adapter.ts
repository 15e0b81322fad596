import { randomBytes } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import { type PoolConfig, type QueryArrayResult, type QueryConfig, types } from "pg";
import { DatabaseClient } from "#database/database-client.ts";
import { databaseUrl } from "#database/embedded/embedded-postgres.ts";
import { runMigrationScript } from "./run-migration-script.ts";

/**
 * Differs from Prisma's factory: the shadow database is separate, scripts run whole (Prisma splits them at
 * semicolons, even in functions), and the type `"char"` is known. `dispose` drops the shadow database.
 *
 * @param namespace schema that holds the history of migrations; default: public
 */
export const createMigrationAdapters = (url: string, namespace?: string) => {
  const open = new Set<() => Promise<void>>();

  const connect = async (address: string, afterwards = async () => {}): Promise<SqlDriverAdapter> => {
    const options = namespace !== undefined && address === url ? { schema: namespace } : {};
    const adapter = await new PrismaPg(connectionOf(address), options).connect();
    const end = adapter.dispose.bind(adapter);
    const dispose = async () => {
      if (!open.delete(dispose)) return;
      await end();
      await afterwards();
    };
    open.add(dispose);
    return Object.assign(adapter, {
      executeScript: (script: string) =>
        runMigrationScript((sql) => adapter.executeRaw({ sql, args: [], argTypes: [] }), script),
      queryRaw: describeChars(adapter),
      dispose,
    });
  };

  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => connect(url),
    connectToShadowDb: async () => {
      const database = `bellhop_shadow_${randomBytes(6).toString("hex")}`;
      await runOnce(url, `CREATE DATABASE "${database}" TEMPLATE template0`);
      return connect(databaseUrl(url, database), () => runOnce(url, `DROP DATABASE "${database}" WITH (FORCE)`));
    },
  };

  return {
    factory,
    dispose: async () => {
      for (const dispose of [...open]) await dispose();
    },
  };
};

/** Keeps the engine's advisory lock on one connection. */
const connectionOf = (connectionString: string): PoolConfig => ({ connectionString, max: 1, Client: DatabaseClient });

const runOnce = async (connectionString: string, sql: string) => {
  const client = new DatabaseClient({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};

type PrismaPgAdapter = Awaited<ReturnType<PrismaPg["connect"]>>;

/**
 * Shows Prisma's adapter text in place of `"char"`, which it refuses and the engine needs for foreign keys.
 */
const describeChars = (adapter: PrismaPgAdapter): SqlDriverAdapter["queryRaw"] => {
  const pool = adapter.underlyingDriver();
  const queryRaw = adapter.queryRaw.bind(adapter);
  const charColumns = new WeakMap<object, Set<number>>();

  const query: (config: QueryConfig) => Promise<QueryArrayResult> = pool.query.bind(pool);
  const queryShowingText = async (config: QueryConfig) => {
    const result = await query(config);
    const chars = (result.fields ?? []).filter((field) => field.dataTypeID === types.builtins.CHAR);
    charColumns.set(result.rows ?? [], new Set(chars.map((field) => result.fields.indexOf(field))));
    for (const field of chars) field.dataTypeID = types.builtins.TEXT;
    return result;
  };
  Object.assign(pool, { query: queryShowingText });

  return async (request) => {
    const { columnNames, columnTypes, rows } = await queryRaw(request);
    const chars = charColumns.get(rows);
    const corrected = columnTypes.map((type, index) => (chars?.has(index) ? ColumnTypeEnum.Character : type));
    return { columnNames, columnTypes: corrected, rows };
  };
};
