import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { createMigrationAdapters } from "./migration-adapter.ts";
import { concurrentIndexOf } from "./run-migration-script.ts";

export type PrismaFiles = {
  schema: string;
  migrations: string;
  /** PostgreSQL schema that holds the history of these migrations. Default: public. */
  namespace?: string;
};

const root = join(import.meta.dirname, "..", "..", "..");

export const PRISMA_FILES: PrismaFiles = {
  schema: join(root, "prisma", "schema.prisma"),
  migrations: join(root, "prisma", "migrations"),
};

export type MigrationState = { pending: string[]; edited: string[]; failed: string[]; unknown: string[] };

/**
 * Works as `prisma migrate deploy` and returns the names. Safe to repeat. A failed migration blocks later
 * ones until it is resolved.
 */
export const applyMigrations = (url: string, files = PRISMA_FILES): Promise<string[]> =>
  withEngine(url, files, async (engine) => {
    const migrationsList = listMigrations(files);
    const input = { migrationsList, filters: NO_FILTERS };
    await forgetInterruptedIndexes(engine, migrationsList);
    return (await engine.applyMigrations(input)).appliedMigrationNames;
  });

/** Changes nothing and makes no shadow database. */
export const diagnoseMigrations = (url: string, files = PRISMA_FILES): Promise<MigrationState> =>
  withEngine(url, files, async (engine) => {
    const migrationsList = listMigrations(files);
    const input = { migrationsList, filters: NO_FILTERS, optInToShadowDatabase: false };
    const { history, editedMigrationNames, failedMigrationNames } = await engine.diagnoseMigrationHistory(input);
    return {
      pending: history && "unappliedMigrationNames" in history ? history.unappliedMigrationNames : [],
      unknown: history && "unpersistedMigrationNames" in history ? history.unpersistedMigrationNames : [],
      edited: editedMigrationNames,
      failed: failedMigrationNames,
    };
  });

/**
 * Returns null when schema and migrations agree. Uses a shadow database; the database in `url` stays
 * untouched.
 */
export const diffSchema = (url: string, files = PRISMA_FILES): Promise<string | null> =>
  withEngine(url, files, async (engine) => {
    const result = await engine.diff({
      from: { tag: "migrations", ...listMigrations(files) },
      to: { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: readFileSync(files.schema, "utf8") }] },
      script: true,
      exitCode: true,
      filters: NO_FILTERS,
    });
    return result.exitCode === 2 ? result.stdout : null;
  });

type MigrationsList = ReturnType<typeof listMigrations>;

/** Lets a build of an index that was interrupted begin again. Other migrations that failed need somebody who looks. */
const forgetInterruptedIndexes = async (engine: SchemaEngine, migrationsList: MigrationsList) => {
  const diagnosis = { migrationsList, filters: NO_FILTERS, optInToShadowDatabase: false };
  const { failedMigrationNames } = await engine.diagnoseMigrationHistory(diagnosis);
  for (const migrationName of failedMigrationNames) {
    const directory = migrationsList.migrationDirectories.find(({ path }) => path === migrationName);
    if (directory && concurrentIndexOf(directory.migrationFile.content.value) !== null)
      await engine.markMigrationRolledBack({ migrationName });
  }
};

const NO_FILTERS = { externalTables: [], externalEnums: [] };

const listMigrations = ({ migrations }: PrismaFiles) => {
  const directories = readdirSync(migrations, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const migrationDirectories = directories
    .map((entry) => entry.name)
    .sort()
    .map((path) => {
      const value = readFileSync(join(migrations, path, "migration.sql"), "utf8");
      return { path, migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value } } };
    });
  const lockfile = {
    path: "migration_lock.toml",
    content: readFileSync(join(migrations, "migration_lock.toml"), "utf8"),
  };
  return { baseDir: migrations, lockfile, shadowDbInitScript: "", migrationDirectories };
};

const withEngine = async <T>(
  url: string,
  files: PrismaFiles,
  use: (engine: SchemaEngine) => Promise<T>,
): Promise<T> => {
  loadEngine();
  const adapters = createMigrationAdapters(url, files.namespace);
  const adapterFactory = bindMigrationAwareSqlAdapterFactory(adapters.factory);
  const panic: { message?: string } = {};
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (text: string) => (panic.message = text) } });
  try {
    const datamodels: [string, string][] = [["schema.prisma", readFileSync(files.schema, "utf8")]];
    return await use(await SchemaEngine.new({ datamodels }, () => {}, adapterFactory));
  } catch (error) {
    const text = panic.message ?? (error instanceof Error ? error.message : String(error));
    const message = externalError(text, adapterFactory) ?? text;
    // Removes the engine's stack trace.
    throw new Error(message.replace(/\n +0: .*$/s, "").trim(), { cause: error });
  } finally {
    await adapters.dispose();
  }
};

/** Finds the connection's error, of which the engine knows a number ("External error id#0"). */
const externalError = (
  text: string,
  { errorRegistry }: ReturnType<typeof bindMigrationAwareSqlAdapterFactory>,
): string | null => {
  const [, id] = /External error id#(\d+)/.exec(text) ?? [];
  const { error } = (id === undefined ? undefined : errorRegistry.consumeError(Number(id))) ?? {};
  return error instanceof Error ? `The database connection failed: ${error.message}` : null;
};

let isLoaded = false;

/** Instantiates the WebAssembly, since only bundlers follow the package's own import. */
const loadEngine = () => {
  if (isLoaded) return;
  const main = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
  const module = new WebAssembly.Module(readFileSync(join(main, "..", "schema_engine_bg.wasm")));
  const { exports } = new WebAssembly.Instance(module, { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(exports);
  if (typeof exports.__wbindgen_start === "function") exports.__wbindgen_start();
  isLoaded = true;
};
