import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { embeddedUrls } from "#database/database-urls.ts";
import { databaseUrl, startPostgres } from "#database/embedded/embedded-postgres.ts";
import { migrateDatabase } from "#database/migrations/migrate-database.ts";

declare module "vitest" {
  // biome-ignore lint/style/useConsistentTypeDefinitions: Vitest is told of its context by merging an interface.
  export interface ProvidedContext {
    serverUrl: string;
  }
}

/** Template that each test database copies. */
export const TEMPLATE = "template_migrated";

/** Starts one PostgreSQL for the run, with a migrated template database. */
export default async (project: TestProject) => {
  const dataDir = join(tmpdir(), `bellhop-${randomUUID()}`);
  mkdirSync(dataDir);
  const server = await startPostgres({ dataDir, isDurable: false });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  await migrateDatabase(embeddedUrls(databaseUrl(server.url, TEMPLATE)));
  project.provide("serverUrl", server.url);
  return async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
};
