import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readSettings } from "#supervisor/settings.ts";
import { eventTypes, isOperationalEvent } from "../src/domain/event-types/catalog.ts";
import { verifySignature } from "../src/domain/signing/verify.ts";

// `npm run demo`: a receiver on this machine that verifies signatures, and a small stream of bookings against a running system.

const ONCE_TIMEOUT_MS = 30_000;
const STREAM_INTERVAL_MS = 2_000;
const DESCRIPTION = "npm run demo";

const fail = (message: string): never => {
  console.error(message);
  process.exit(1);
};

const readArguments = () => {
  try {
    return parseArgs({ options: { once: { type: "boolean", default: false } } }).values;
  } catch {
    return fail("Usage: npm run demo [-- --once]");
  }
};
const values = readArguments();

type DemoFacts = { eventKey: string; tenants: { id: string; name: string; apiKey: string }[] };

const { PORT, HOST, DATA_DIR } = readSettings();
const base = `http://${HOST.includes(":") ? `[${HOST}]` : HOST}:${PORT}`;

const readFacts = (): DemoFacts => {
  try {
    return JSON.parse(readFileSync(join(DATA_DIR, "demo.json"), "utf8"));
  } catch {
    return fail(`There is no ${join(DATA_DIR, "demo.json")}. Run \`npm start\` first: it seeds the demo salons.`);
  }
};
const { eventKey, tenants } = readFacts();
const tenant = tenants[0] ?? fail("demo.json names no tenant. Delete it with the data directory and start again.");

const api = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: { authorization: `Bearer ${tenant.apiKey}`, ...(body ? { "content-type": "application/json" } : {}) },
    body: body ? JSON.stringify(body) : undefined,
  }).catch(() => fail(`Nothing answers at ${base}. Run \`npm start\` in another terminal, or set PORT.`));
  const text = await response.text();
  if (!response.ok) fail(`${method} ${path} answered ${response.status}: ${text}`);
  return text ? JSON.parse(text) : null;
};

type Webhook = { id: string; description: string; secret: string };

const landed = new Map<string, boolean>();
let onLanding = () => {};
let secret = "";

const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    const verdict = verifySignature({
      secret,
      headers: request.headers as Record<string, string>,
      body,
      nowSeconds: Math.floor(Date.now() / 1_000),
    });
    const { event, id, data } = JSON.parse(body.toString());
    console.log(`${verdict.ok ? "✓ verified" : `✗ ${verdict.reason}`}  ${event.padEnd(24)} ${id}`);
    response.end("ok");
    landed.set(`${event} ${data.demo}`, verdict.ok);
    onLanding();
  });
});
await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/demo`;

const { data: existing } = (await api("GET", "/v1/tenant-admin/webhooks?limit=100")) as { data: Webhook[] };
for (const old of existing)
  if (old.description === DESCRIPTION) await api("DELETE", `/v1/tenant-admin/webhooks/${old.id}`);
const webhook = (await api("POST", "/v1/tenant-admin/webhooks", {
  url,
  events: eventTypes.map(({ name }) => name).filter((name) => !isOperationalEvent(name)),
  description: DESCRIPTION,
})) as Webhook;
secret = webhook.secret;
console.log(`Receiver ${url} registered for ${tenant.name} as ${webhook.id}`);

const end = async (code: number): Promise<never> => {
  await api("DELETE", `/v1/tenant-admin/webhooks/${webhook.id}`);
  receiver.close();
  receiver.closeAllConnections();
  process.exit(code);
};
process.on("SIGINT", () => end(0));
process.on("SIGTERM", () => end(0));

/** Sends events as a booking backend does. Each carries a mark, which comes back in its deliveries: these are the answer. */
const emit = async (types: readonly (typeof eventTypes)[number][]): Promise<string[]> => {
  const marked = types.map((type) => ({ ...type, mark: randomUUID() }));
  const response = await fetch(`${base}/e/${eventKey}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(
      marked.map(({ name, sample, mark }) => ({
        id: `demo:${mark}`,
        name,
        data: { tenantId: tenant.id, ...sample, demo: mark },
      })),
    ),
  });
  if (!response.ok) fail(`POST /e/… answered ${response.status}: ${await response.text()}`);
  return marked.flatMap((type) => [
    `${type.name} ${type.mark}`,
    ...eventTypes
      .filter(({ derivedFrom }) => derivedFrom.includes(type.name))
      .map(({ name }) => `${name} ${type.mark}`),
  ]);
};

const sendable = eventTypes.filter(({ sendable: isSendable }) => isSendable);

if (values.once) {
  const expected = await emit(sendable);
  const missing = () => expected.filter((one) => !landed.has(one));
  const timer = setTimeout(() => {
    console.error(`After ${ONCE_TIMEOUT_MS / 1_000} s still missing: ${missing().join(", ")}`);
    void end(1);
  }, ONCE_TIMEOUT_MS);
  await new Promise<void>((resolve) => {
    onLanding = () => {
      if (missing().length === 0) resolve();
    };
    onLanding();
  });
  clearTimeout(timer);
  const bad = expected.filter((one) => !landed.get(one));
  console.log(`${expected.length} arrived, ${bad.length} of them with a signature that does not verify`);
  await end(bad.length === 0 ? 0 : 1);
}

console.log("A booking is made, moved, canceled or paid every two seconds. Ctrl-C ends it.");
for (let turn = 0; ; turn++) {
  const type = sendable[turn % sendable.length];
  if (type) await emit([type]);
  await new Promise((resolve) => setTimeout(resolve, STREAM_INTERVAL_MS));
}
