import { once } from "node:events";
import type { Server, ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect } from "vitest";
import type { SignedIn } from "#domain/sessions/signed-in.ts";
import { createHttpServer, TIMEOUTS } from "#server/http-server/http-server.ts";
import { cutStalledReaders } from "#server/http-server/stalled-readers.ts";
import { metricsConnectionsProbes } from "#tests/bounds/metrics.ts";
import type { Probes } from "#tests/bounds/probes.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { sessionOf } from "#tests/session-of.ts";
import { LIVE_URL } from "#trpc/live-address.ts";
import { createStreamPlaces } from "#trpc/stream-places.ts";
import { createTrpcHandler } from "#trpc/trpc-handler.ts";

type Handler = ReturnType<typeof createTrpcHandler>;

const ORIGIN = "http://localhost:3000";
const SESSION = "session";
/** Session and tenant of a request, from a header: the probes need thousands of sessions. */
const personOf = (headers: Headers): SignedIn | null => {
  const [sessionId, tenantId] = headers.get(SESSION)?.split(" ") ?? [];
  return sessionId && tenantId ? sessionOf({ tenantId }, { sessionId }) : null;
};

const withHandler = async (probe: (handler: Handler, database: TestDatabase) => Promise<void>) => {
  const database = await testDatabase();
  const { deps } = database;
  const handler = createTrpcHandler({
    contextOf: async (headers) => ({ deps, session: personOf(headers), subscribeTenant: () => () => {} }),
    isOwnOrigin: () => true,
    places: createStreamPlaces({ findLiving: async (ids) => new Set(ids) }),
    log: deps.log,
  });
  await probe(handler, database).finally(() => database.close());
};

/** Opens streams for the session and tenant that `who` returns, and expects a refusal of the last one only. */
const expectStreamsMax = (max: number, who: (index: number) => string) =>
  withHandler(async ({ GET }) => {
    const open = (index: number) => GET(new Request(`${ORIGIN}${LIVE_URL}`, { headers: { [SESSION]: who(index) } }));
    const opened = [];
    for (let index = 0; index < max; index++) opened.push(await open(index));
    expect(new Set(opened.map(({ status }) => status))).toEqual(new Set([200]));
    const refused = await open(max);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "30"]);
    for (const { body } of opened) await body?.cancel();
  });

const endless = () => {
  let chunks = 0;
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    chunks++;
    controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
  };
  return { body: new ReadableStream({ pull }, { highWaterMark: 0 }), chunks: () => chunks };
};

const post = ({ POST }: Handler, path: string, body: BodyInit, headers = {}) => {
  const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body, duplex: "half" };
  return POST(new Request(`${ORIGIN}/api/trpc/${path}`, init));
};

const serve = async (
  answer: (response: ServerResponse) => void,
  probe: (server: Server, port: number) => Promise<void>,
  keepAliveMs = TIMEOUTS.keepAliveMs,
) => {
  const timeouts = { ...TIMEOUTS, keepAliveMs };
  const server = createHttpServer((_, response) => answer(response), { ...timeouts, hasUpgrade: false });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  await probe(server, (server.address() as AddressInfo).port).finally(() => {
    server.closeAllConnections();
    server.close();
  });
};

export const connectionsProbes: Probes = {
  ...metricsConnectionsProbes,

  "live streams of one session": () => expectStreamsMax(10, () => "ses_1 tenant_1"),
  "live streams of one tenant": () => expectStreamsMax(200, (index) => `ses_${index} tenant_1`),
  "live streams of one process": () => expectStreamsMax(2_000, (index) => `ses_${index} tenant_${index}`),

  "an answer that its client does not take": async () => {
    const answered = Promise.withResolvers<ServerResponse>();
    const answer = (response: ServerResponse) => {
      answered.resolve(response);
      response.end(Buffer.alloc(64 * 1024 * 1024));
    };
    await serve(answer, async (server, port) => {
      const end = cutStalledReaders(server, 300);
      const client = connect(port, "127.0.0.1").on("error", () => {});
      client.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
      const response = await answered.promise;
      await once(response, "close");
      expect(response.writableFinished).toBe(false);
      client.destroy();
      end();
    });
  },

  "an idle connection": () =>
    serve(
      (response) => response.end(),
      async (_, port) => {
        expect(TIMEOUTS.keepAliveMs).toBe(65_000);
        const client = connect(port, "127.0.0.1");
        client.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
        await once(client.resume(), "end");
        // The server may reset the connection after its end.
        client.on("error", () => {}).destroy();
      },
      50,
    ),

  "input of a stranger to tRPC": () =>
    withHandler(async (handler) => {
      const { body, chunks } = endless();
      const response = await post(handler, "webhooks.create", body);
      expect([response.status, chunks()]).toEqual([401, 0]);
    }),

  "body of a request to tRPC": () =>
    withHandler(async (handler) => {
      const { body, chunks } = endless();
      const response = await post(handler, "webhooks.create", body, { [SESSION]: "ses_1 tenant_1" });
      expect(response.status).toBe(413);
      expect(chunks()).toBe(512 / 64 + 1);
    }),

  "nesting of a request to tRPC": () =>
    withHandler(async (handler) => {
      const text = `${"[".repeat(101)}${"]".repeat(101)}`;
      const response = await post(handler, "webhooks.create", text, { [SESSION]: "ses_1 tenant_1" });
      expect(response.status).toBe(413);
    }),

  "values in a request to tRPC": () =>
    withHandler(async (handler) => {
      const text = JSON.stringify({ url: "https://example.com", events: Array.from({ length: 20_000 }, () => 0) });
      const response = await post(handler, "webhooks.create", text, { [SESSION]: "ses_1 tenant_1" });
      expect(response.status).toBe(413);
    }),

  "procedures in a request to tRPC": () =>
    withHandler(async (handler, { deps, addTenant }) => {
      const { tenantId } = await addTenant();
      const names = Array.from({ length: 11 }, () => "apiKeys.create").join();
      const inputs = Array.from({ length: 11 }, () => ({ name: "one of many", scopes: ["events:read"] }));
      const headers = { [SESSION]: `ses_1 ${tenantId}` };
      const response = await post(handler, `${names}?batch=1`, JSON.stringify({ ...inputs }), headers);
      expect(response.status).toBe(400);
      expect(await deps.db.apiKey.count()).toBe(0);
    }),

  "input in the address of a request to tRPC": () =>
    serve(
      (response) => response.end(),
      async (_, port) => {
        const response = await fetch(`http://127.0.0.1:${port}/api/trpc/events.list?input=${"0".repeat(16 * 1024)}`);
        expect(response.status).toBe(431);
      },
    ),
};
