import { spawn } from "node:child_process";
import { once } from "node:events";
import { Pool } from "undici";
import { parseNetworks } from "#domain/url-policy/networks.ts";
import { createHttpSender } from "#server/http-client.ts";

const srv = spawn("node", ["/tmp/b/srv.mjs"], { stdio: ["ignore", "pipe", "inherit"] });
const [d] = await once(srv.stdout!, "data");
const port = Number(String(d));
const p = parseNetworks("127.0.0.0/8");
if (!p.ok) throw 1;
const sender = createHttpSender({ allowNetworks: p.networks });
const body = Buffer.from(JSON.stringify({ a: "x".repeat(500) }));
const headers = {
  "Content-Type": "application/json",
  "User-Agent": "MAIS-Webhooks/1.0",
  "webhook-id": "evt_1",
  "webhook-timestamp": "1",
  "webhook-signature": "v1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "X-MAIS-Event": "a",
  "X-MAIS-Delivery": "dlv",
  "X-MAIS-Attempt": "1",
};
const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 50 });
const ways = {
  sender: async () => {
    const r = await sender.send({ url: `http://127.0.0.1:${port}/x`, tenantId: "t", headers, body, timeoutMs: 10000 });
    if (!r.response) throw new Error(JSON.stringify(r));
  },
  pool: async () => {
    const r = await pool.request({ path: "/x", method: "POST", headers, body, signal: AbortSignal.timeout(10000) });
    await r.body.arrayBuffer();
  },
};
for (let round = 0; round < 3; round++)
  for (const [name, f] of Object.entries(ways)) {
    const end = performance.now() + 3000;
    let n = 0;
    const cpu = process.cpuUsage();
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        while (performance.now() < end) {
          await f();
          n++;
        }
      }),
    );
    const c = process.cpuUsage(cpu);
    console.log(name, Math.round(n / 3), "per s; cpu us/req", ((c.user + c.system) / n).toFixed(1));
  }
srv.kill();
await sender.close();
await pool.close();
