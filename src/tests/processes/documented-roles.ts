import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseUrls } from "#database/database-urls.ts";
import { databaseUrl } from "#database/embedded/embedded-postgres.ts";
import { query } from "./query.ts";

const OPERATING = join(import.meta.dirname, "..", "..", "..", "docs", "operating", "database.md");

/** SQL that the docs tell an operator to run: their one block of SQL, one statement per line. */
const documented = (): string[] => {
  const [, block = ""] = /```sql\n([\s\S]*?)```/.exec(readFileSync(OPERATING, "utf8")) ?? [];
  return block.trim().split("\n");
};

/** Address of the documented database for one of its roles. */
export const asRole = (url: string, role: string, password = `${role.replace("bellhop_", "")}-password`): string => {
  const changed = new URL(databaseUrl(url, "bellhop"));
  changed.username = role;
  changed.password = password;
  return changed.href;
};

/** Runs the documented SQL as a superuser. */
export const makeDocumentedRoles = async (admin: string): Promise<DatabaseUrls> => {
  await query(admin, ...documented());
  return {
    owner: asRole(admin, "bellhop_owner"),
    app: asRole(admin, "bellhop_app"),
    engine: asRole(admin, "bellhop_engine"),
  };
};
