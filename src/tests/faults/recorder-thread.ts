import { createHash } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parentPort } from "node:worker_threads";
import type { Receipt } from "./evidence.ts";

// Receiver in its own thread, so that work of the tests does not delay its answers. Paths: /ok, /slow (holds each
// request for a while), /flaky (refuses the first attempt of some), /refusing (refuses some for ever), /down (refuses
// all until a command).
const SLOW_MS = 150;
const REFUSED_FIRST = 8;
const REFUSED_ALWAYS = 25;

export type RecorderCommand =
  | { ask: "ledger" }
  | { ask: "counts" }
  | { ask: "set down"; isDown: boolean }
  | { ask: "accept all" }
  | { ask: "kill after the next response"; pid: number };
export type RecorderAnswer = { url: string } | Receipt[] | { received: number; open: number } | { done: true };

const ledger: Receipt[] = [];
const killAfterResponse: number[] = [];
let isDown = true;
let acceptsAll = false;
let open = 0;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  open += 1;
  response.on("close", () => {
    open -= 1;
  });
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    const receipt: Receipt = {
      at: Date.now(),
      path: request.url ?? "",
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body: body.toString(),
      bodyHash: createHash("sha256").update(body).digest("hex"),
      answered: null,
    };
    ledger.push(receipt);
    const kind = receipt.path.split("/")[1] ?? "";
    if (kind === "slow") setTimeout(answer, SLOW_MS, response, receipt, kind);
    else answer(response, receipt, kind);
  });
});

const answer = (response: ServerResponse, receipt: Receipt, kind: string) => {
  if (response.destroyed) return;
  receipt.answered = statusOf(kind, receipt);
  const [pid] = killAfterResponse.splice(0, 1);
  // The answer reaches the socket before the process dies, so no row records it.
  response.writeHead(receipt.answered).end("ok", () => pid !== undefined && process.kill(pid, "SIGKILL"));
};

const statusOf = (kind: string, { headers }: Receipt): number => {
  const id = headers["webhook-id"] ?? "";
  const lot = createHash("sha1").update(id).digest().readUInt16BE();
  const isFirst = Object.entries(headers).some(([name, value]) => name.endsWith("-attempt") && value === "1");
  if (acceptsAll) return 200;
  if (kind === "down") return isDown ? 500 : 200;
  if (kind === "refusing") return lot % REFUSED_ALWAYS === 0 ? 500 : 200;
  if (kind === "flaky") return isFirst && lot % REFUSED_FIRST === 0 ? 503 : 200;
  return 200;
};

const obey = (command: RecorderCommand): RecorderAnswer => {
  if (command.ask === "ledger") return ledger;
  if (command.ask === "counts") return { received: ledger.length, open };
  if (command.ask === "set down") isDown = command.isDown;
  else if (command.ask === "accept all") acceptsAll = true;
  else killAfterResponse.push(command.pid);
  return { done: true };
};

parentPort?.on("message", ({ id, command }: { id: number; command: RecorderCommand }) =>
  parentPort?.postMessage({ id, answer: obey(command) }),
);
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  parentPort?.postMessage({ id: 0, answer: { url: `http://127.0.0.1:${port}` } });
});
