import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { Transform } from "node:stream";
import { onTestFinished } from "vitest";
import { int32, parametersOf } from "../fake-postgres.ts";

const PROTOCOL = 196_608;
const NOTIFICATION = "A".charCodeAt(0);
const HEAD_BYTES = 5;

export type PoolerFault = "drops options" | "drops notifications";

/** Starts a pooler that removes `options` from each start packet, or notifications from each answer. Returns its port. */
export const startPooler = async (server: string, fault: PoolerFault): Promise<number> => {
  const { hostname, port } = new URL(server);
  const sockets = new Set<Socket>();
  const pooler = createServer((inner) => {
    const outer = connect(Number(port), hostname);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on("error", () => {});
    }
    if (fault === "drops notifications") {
      inner.pipe(outer).pipe(withoutNotifications()).pipe(inner);
      return;
    }
    inner.once("data", (packet: Buffer) => {
      outer.write(withoutOptions(packet));
      inner.pipe(outer).pipe(inner);
    });
  });
  await new Promise<void>((done) => pooler.listen(0, "127.0.0.1", done));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => pooler.close(done));
  });
  return (pooler.address() as AddressInfo).port;
};

const withoutOptions = (packet: Buffer): Buffer => {
  const kept = Object.entries(parametersOf(packet)).filter(([name]) => name !== "options");
  const body = Buffer.from(`${kept.map(([name, value]) => `${name}\0${value}\0`).join("")}\0`);
  return Buffer.concat([int32(body.length + 8), int32(PROTOCOL), body]);
};

/** Reads the server's messages: a type byte, a length that counts itself, and the content. */
const withoutNotifications = (): Transform => {
  let waiting = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _, done) {
      waiting = Buffer.concat([waiting, chunk]);
      while (waiting.length >= HEAD_BYTES && waiting.length > waiting.readInt32BE(1)) {
        const end = waiting.readInt32BE(1) + 1;
        if (waiting[0] !== NOTIFICATION) this.push(waiting.subarray(0, end));
        waiting = waiting.subarray(end);
      }
      done();
    },
  });
};
