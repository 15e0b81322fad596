import { expect, it } from "vitest";
import { explainRefusal } from "#database/migrations/migrate-database.ts";

const URL = "postgres://bellhop@127.0.0.1/bellhop";
const URLS = { owner: URL, app: URL, engine: URL };

it.each([
  "permission denied for schema public",
  'permission denied to create extension "btree_gist"',
  "must be owner of table webhook_event",
])("%s names the variable and the role", (reason) => {
  const { message } = explainRefusal(new Error(`ERROR: ${reason}\n   0: sql_schema_connector`), URLS);
  expect(message).toContain(`DATABASE_URL: the role bellhop may not migrate the database (${reason}).`);
});

it("another error stays as it is", () => {
  const error = new Error("the disk is full");
  expect(explainRefusal(error, URLS)).toBe(error);
});
