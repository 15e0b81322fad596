import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeSecret } from "../../src/domain/signing/secret.ts";
import { monotonicMs } from "../monotonic-ms.ts";
import type { Asked, Behaviour, Command } from "./messages.ts";

// Receiver process: verifies each signature as a customer's server does, and counts requests.

const TOLERANCE_SECONDS = 300;

type Served = { key: Buffer; behaviour: Behaviour; failures: number };

const routes = new Map<string, Served>();
let arrivals = new Map<string, number>();
let requests = 0;
let unverified = 0;

const isSigned = ({ headers }: IncomingMessage, key: Buffer, body: Buffer): boolean => {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": given } = headers;
  if (Math.abs(Date.now() / 1_000 - Number(timestamp)) > TOLERANCE_SECONDS || typeof given !== "string") return false;
  const mac = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  const [actual, expected] = [Buffer.from(given), Buffer.from(`v1,${mac}`)];
  return actual.length === expected.length && timingSafeEqual(actual, expected);
};

const take = (request: IncomingMessage, response: ServerResponse) => {
  const arrivedAt = monotonicMs();
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const route = routes.get(request.url ?? "");
    const id = String(request.headers["webhook-id"]);
    requests++;
    if (!route || !isSigned(request, route.key, Buffer.concat(chunks))) unverified++;
    else if (!arrivals.has(id)) arrivals.set(id, arrivedAt);
    if (route?.behaviour === "hang") return;
    response.writeHead(isAccepted(route) ? 200 : 500, { "content-type": "text/plain" });
    response.end("ok");
  });
};

/** Failures in a row: five of them would pause the webhook. */
const FAILURES_MAX = 3;

const isAccepted = (route: Served | undefined): boolean => {
  if (route?.behaviour !== "fail a fifth") return route?.behaviour === "ok";
  const isFailure = route.failures < FAILURES_MAX && Math.random() < 1 / 5;
  route.failures = isFailure ? route.failures + 1 : 0;
  return !isFailure;
};

/** Opens one more port: senders treat each port as a separate host. */
const listen = async (): Promise<number> => {
  const server = createServer(take);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", 4_096, resolve));
  return (server.address() as AddressInfo).port;
};

const obey = async (command: Command): Promise<unknown> => {
  switch (command.ask) {
    case "listen":
      return listen();
    case "add":
      for (const { path, secret, behaviour } of command.routes)
        routes.set(path, { key: decodeSecret(secret), behaviour, failures: 0 });
      return null;
    case "counts":
      return { requests, unique: arrivals.size, unverified };
    case "arrivals":
      return arrivals;
    case "reset":
      arrivals = new Map();
      requests = 0;
      unverified = 0;
      return null;
  }
};

process.on("message", async ({ id, command }: Asked) => process.send?.({ id, answer: await obey(command) }));
// Channel end means that the benchmark is gone. SIGINT is ignored: Ctrl-C reaches this process too early.
process.on("disconnect", () => process.exit(0));
process.on("SIGINT", () => {});
