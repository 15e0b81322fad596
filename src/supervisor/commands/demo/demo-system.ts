import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSettings } from "#supervisor/settings.ts";

export type DemoSystem = {
  base: string;
  eventKey: string;
  tenant: DemoTenant;
  /** Calls the REST API for the tenant. Throws when the system is down or refuses. */
  api: (method: string, path: string, body?: unknown) => Promise<unknown>;
};

type DemoTenant = { id: string; name: string; apiKey: string };

type DemoFacts = { eventKey: string; tenants: DemoTenant[] };

/** Throws without DATA_DIR/demo.json. */
export const findDemoSystem = (): DemoSystem => {
  const { PORT, HOST, DATA_DIR } = readSettings();
  const base = `http://${HOST.includes(":") ? `[${HOST}]` : HOST}:${PORT}`;
  const { eventKey, tenants } = readFacts(join(DATA_DIR, "demo.json"));
  const [tenant] = tenants;
  if (!tenant) throw new Error("demo.json names no tenant. Delete it with the data directory and start again.");
  return { base, eventKey, tenant, api: createApi(base, tenant.apiKey) };
};

const readFacts = (file: string): DemoFacts => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Error(`There is no ${file}. Run \`npm start\` first: it seeds the demo salons.`);
  }
};

const createApi =
  (base: string, apiKey: string): DemoSystem["api"] =>
  async (method, path, body) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(body ? { "content-type": "application/json" } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    }).catch(() => {
      throw new Error(`Nothing answers at ${base}. Run \`npm start\` in another terminal, or set PORT.`);
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text ? JSON.parse(text) : null;
  };
