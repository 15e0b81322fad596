import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createHttpServer, TIMEOUTS } from "#server/http-server/http-server.ts";

/** Connection whose first request was answered; `answer` is the head of that answer. */
const answeredConnection = async (keepAliveMs: number) => {
  const listener = createHttpServer((_, response) => response.end("ok"), {
    ...TIMEOUTS,
    hasUpgrade: false,
    keepAliveMs,
  });
  await once(listener.listen(0, "127.0.0.1"), "listening");
  const socket = connect((listener.address() as AddressInfo).port, "127.0.0.1");
  onTestFinished(() => {
    socket.destroy();
    listener.close();
  });
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const [answer] = await once(socket, "data");
  return { socket, answer: String(answer) };
};

it("the server keeps an idle connection for the configured time, and announces it", async () => {
  const kept = await answeredConnection(TIMEOUTS.keepAliveMs);
  const brief = await answeredConnection(50);
  expect(kept.answer).toContain("Keep-Alive: timeout=65");
  // The first connection may close, but not before the second one.
  await Promise.race([once(brief.socket, "end"), once(kept.socket, "end").then(() => expect.fail("closed too soon"))]);
  kept.socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  expect(String((await once(kept.socket, "data"))[0])).toContain("200 OK");
});

it("the server keeps idle connections longer than the 60 s of load balancers", () => {
  expect(TIMEOUTS.keepAliveMs).toBe(65_000);
});
