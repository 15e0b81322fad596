import net from "node:net";
import { Worker } from "node:worker_threads";
import { onTestFinished } from "vitest";

/** Program that listens without accepting, so that its queue fills, then accepts and answers. */
const PROGRAM = `
const { parentPort, workerData } = require("node:worker_threads");
const server = require("node:net").createServer((socket) => {
  socket.on("error", () => {});
  socket.on("data", () => socket.end("HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\n\\r\\nok"));
});
server.listen({ port: 0, host: workerData.host, backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(workerData.shared), 0, 0);
});`;

/** With a backlog of 1 Linux completes two unaccepted connections, and ignores the next one. */
const FILLING = 2;

/**
 * Opens a listener that completes no connection until `release`. The kernel answers an earlier SYN when it is sent
 * again, one second later. Linux only. Without `release` it stays silent until the test ends.
 */
export const slowListener = async (host: string) => {
  const shared = new SharedArrayBuffer(4);
  const worker = new Worker(PROGRAM, { eval: true, workerData: { shared, host } });
  const release = () => {
    Atomics.store(new Int32Array(shared), 0, 1);
    Atomics.notify(new Int32Array(shared), 0);
  };
  const fillers: net.Socket[] = [];
  onTestFinished(async () => {
    for (const filler of fillers) filler.destroy();
    release();
    await worker.terminate();
  });
  const port = await new Promise<number>((resolve) => worker.once("message", resolve));
  for (let i = 0; i < FILLING; i++) {
    const filler = net.connect(port, host === "0.0.0.0" ? "127.0.0.1" : host);
    fillers.push(filler.on("error", () => {}));
    await new Promise<void>((resolve) => filler.once("connect", () => resolve()));
  }
  return { port, release };
};
