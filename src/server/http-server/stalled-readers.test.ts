import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { cutStalledReaders, progressOf } from "#server/http-server/stalled-readers.ts";
import { until } from "#tests/until.ts";

/** More bytes than the socket buffers of both sides hold together. */
const MORE_THAN_BUFFERS = 64 * 1024 * 1024;
const REQUEST = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";

const serve = async (answer: (response: ServerResponse) => void): Promise<Server> => {
  const server = createServer((_, response) => answer(response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
};

/** Client that sent a request and reads only on command, with its server-side socket. */
const ask = async (server: Server) => {
  const accepted = once(server, "connection");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1").on("error", () => {});
  const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
  onTestFinished(() => {
    client.destroy();
  });
  const [socket] = (await accepted) as [Socket];
  client.write(REQUEST);
  return { client, closed, socket };
};

describe("a client that reads nothing of its answer", () => {
  it("is disconnected, and its answer is aborted", async () => {
    const answered = Promise.withResolvers<ServerResponse>();
    const server = await serve((response) => {
      answered.resolve(response);
      response.end(Buffer.alloc(MORE_THAN_BUFFERS));
    });
    onTestFinished(cutStalledReaders(server, 300));
    const { client, closed } = await ask(server);
    const response = await answered.promise;
    await once(response, "close");
    expect(response.writableFinished).toBe(false);
    client.resume();
    await closed;
    expect(client.bytesRead).toBeLessThan(MORE_THAN_BUFFERS);
  });

  it("is distinguished from a client that waits for an answer, which stays connected", async () => {
    const server = await serve(() => {});
    onTestFinished(cutStalledReaders(server, 300));
    const { socket: waiting } = await ask(server);
    const { socket: stalled } = await ask(server);
    stalled.write(Buffer.alloc(MORE_THAN_BUFFERS));
    await once(stalled, "close");
    expect(waiting.destroyed).toBe(false);
  });

  it("is distinguished from a slow reader: each part of a single large chunk counts", async () => {
    const server = await serve((response) => response.end(Buffer.alloc(MORE_THAN_BUFFERS)));
    const { client, socket } = await ask(server);
    await until("the answer waits", () => socket.writableLength > 0);
    let before = progressOf(socket, null, 0);
    let looksWithoutProgress = 0;
    await until("the buffers of the system are full", () => {
      const after = progressOf(socket, before, 0);
      looksWithoutProgress = after === before ? looksWithoutProgress + 1 : 0;
      before = after;
      return looksWithoutProgress === 10;
    });
    client.resume();
    const after = await until("the system takes more", () => {
      const now = progressOf(socket, before, 50_000);
      return now !== before && now;
    });
    client.pause();
    expect(after.at).toBe(50_000);
    expect(socket.writableLength).toBeGreaterThan(0);
  });
});
