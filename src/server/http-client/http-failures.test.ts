import type net from "node:net";
import { describe, expect, it } from "vitest";
import { STOOD_STILL, STOOD_STILL_MS } from "#server/http-client/attempt-error.ts";
import { httpReceiver, rawReceiver, senderWith } from "#tests/sockets.ts";

it("a process frozen past its deadline does not blame the receiver", async () => {
  const { promise: hasArrived, resolve: arrived } = Promise.withResolvers<void>();
  const receiver = await httpReceiver(() => arrived());
  const answer = senderWith().send(receiver.url, { timeoutMs: 1_000 });
  await hasArrived;
  // Blocks the thread, as a frozen process does.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000 + STOOD_STILL_MS + 100);
  expect((await answer).error).toEqual(STOOD_STILL);
});

describe("a failure", () => {
  it("to answer in any way is a timeout", async () => {
    const ways: ((socket: net.Socket) => void)[] = [
      () => {},
      (socket) => socket.write("HTTP/1.1 200 OK\r\nx-start: of headers"),
      (socket) => {
        const drip = setInterval(() => socket.write("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"), 5);
        socket.on("close", () => clearInterval(drip));
      },
    ];
    for (const way of ways) {
      const receiver = await rawReceiver((socket) => way(socket));
      const outcome = await senderWith().send(receiver.url, { timeoutMs: 200 });
      expect(outcome.error).toEqual({ code: "timeout", message: "127.0.0.1 did not answer in time." });
      await receiver.allClosed();
    }
  });

  it("to listen is connection_refused", async () => {
    const receiver = await httpReceiver(() => {});
    await receiver.close();
    expect((await senderWith().send(receiver.url)).error?.code).toBe("connection_refused");
  });

  it("by closing before an answer is connection_reset", async () => {
    const ways = [(socket: net.Socket) => socket.destroy(), (socket: net.Socket) => socket.resetAndDestroy()];
    for (const way of ways) {
      const receiver = await rawReceiver((socket) => way(socket));
      expect((await senderWith().send(receiver.url)).error?.code).toBe("connection_reset");
      expect(receiver.connections()).toBe(1);
    }
  });

  it("to speak HTTP is invalid_response", async () => {
    const answers = [
      "\x00\x01\x02 garbage\r\n\r\n",
      "SSH-2.0-OpenSSH_9.6\r\n",
      "HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
      "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
      "HTTP/1.1 999999 OK\r\n\r\n",
      `HTTP/1.1 200 OK\r\nx: ${"y".repeat(20_000)}\r\n\r\n`,
      "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
    ];
    for (const answer of answers) {
      const receiver = await rawReceiver((socket) => socket.write(answer));
      const outcome = await senderWith().send(receiver.url, { timeoutMs: 2_000 });
      expect(outcome.error?.code, JSON.stringify(answer.slice(0, 60))).toBe("invalid_response");
    }
  });
});
