import { appendFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { keyOf, type RecordedStatement, type RecordedValue } from "./recorded-statement.ts";

// Setup file of tests: writes each statement of app and engine to a file of this process in RECORD_STATEMENTS.

const file = join(process.env.RECORD_STATEMENTS ?? "", `${process.pid}.jsonl`);
const sizes = new Map<string, number>();
const tenants = new WeakMap<pg.Client, string>();

const IS_RECORDED = /^\s*(?:--[^\n]*\n\s*)*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/i;

const recordedValue = (value: unknown): RecordedValue => {
  if (value === null || value === undefined) return null;
  if (Buffer.isBuffer(value) || value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(recordedValue);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return JSON.stringify(value);
};

const record = (client: pg.Client, text: string, values: readonly unknown[]) => {
  const { user } = client;
  if (user !== "bellhop_app" && user !== "bellhop_engine") return;
  if (text.includes("set_config('app.tenant_id'")) return void tenants.set(client, String(values[0] ?? ""));
  if (!IS_RECORDED.test(text)) return;
  const statement: RecordedStatement = {
    role: user,
    tenant: tenants.get(client) || null,
    text,
    values: values.map(recordedValue),
  };
  const line = JSON.stringify(statement);
  // Keeps the shortest example.
  if ((sizes.get(keyOf(statement)) ?? Number.POSITIVE_INFINITY) <= line.length) return;
  sizes.set(keyOf(statement), line.length);
  appendFileSync(file, `${line}\n`);
};

const query: (...args: unknown[]) => unknown = pg.Client.prototype.query;
Object.assign(pg.Client.prototype, {
  query(this: pg.Client, ...args: unknown[]) {
    const [config, values] = args;
    if (typeof config === "string") record(this, config, Array.isArray(values) ? values : []);
    else if (typeof config === "object" && config !== null && "text" in config && typeof config.text === "string") {
      const own = "values" in config && Array.isArray(config.values) ? config.values : null;
      record(this, config.text, own ?? (Array.isArray(values) ? values : []));
    }
    return query.apply(this, args);
  },
});
