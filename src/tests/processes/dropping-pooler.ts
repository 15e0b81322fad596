import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { int32, parametersOf } from "../fake-postgres.ts";

const PROTOCOL = 196_608;

/** Starts a pooler that removes `options` from each start packet, and returns its port. */
export const startDroppingPooler = async (server: string): Promise<number> => {
  const { hostname, port } = new URL(server);
  const sockets = new Set<Socket>();
  const pooler = createServer((inner) => {
    const outer = connect(Number(port), hostname);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on("error", () => {});
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
