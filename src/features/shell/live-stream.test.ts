import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { type LiveMessage, openLiveStream } from "#features/shell/live-stream.ts";
import { until } from "#tests/until.ts";
import { LIVE_MARK_HEADER } from "#trpc/live-address.ts";

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** Server that gives these answers in turn, and a stream that listens to it. */
const listenTo = async (...answers: Answer[]) => {
  const server = createServer((request, response) => {
    const answer = answers.shift();
    if (answer) answer(response, request);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const heard: LiveMessage[] = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const close = openLiveStream({ mark: "mark of a session", tell: (message) => heard.push(message), url });
  onTestFinished(() => {
    close();
    server.closeAllConnections();
    server.close();
  });
  return { heard, close };
};

const CONNECTED = 'event: connected\ndata: {"reconnectAfterInactivityMs":45000}\n\n\n';

describe("the live stream of a page", () => {
  it("names its session, and reports changes, however the bytes are cut", async () => {
    let mark: unknown;
    const { heard } = await listenTo((response, { headers }) => {
      mark = headers[LIVE_MARK_HEADER];
      response.writeHead(200, { "content-type": "text/event-stream" });
      const text = `${CONNECTED}data: "rows"\n\n\nevent: ping\ndata: \n\n\ndata: "figures"\n\n\n`;
      for (const character of text) response.write(character);
    });
    await until("both changes are told", () => heard.join() === "connecting,live,changed,live,counted");
    expect(mark).toBe("mark of a session");
  });

  it("connects again when it ends", async () => {
    const { heard } = await listenTo(
      (response) => response.end(`${CONNECTED}event: return\ndata: \n\n\n`),
      (response) => response.write(CONNECTED),
    );
    await until("it is live again", () => heard.join() === "connecting,live,connecting,connecting,live");
  });

  it("reports when the server has no place, and connects again when the server said", async () => {
    const { heard } = await listenTo(
      (response) => response.writeHead(429, { "retry-after": "1" }).end(),
      (response) => response.write(CONNECTED),
    );
    await until("it got a place", () => heard.join() === "connecting,full,full,live");
  });

  it("ends with the session, and does not connect again", async () => {
    const { heard } = await listenTo((response) => response.writeHead(401).end());
    await until("it is over", () => heard.join() === "connecting,ended");
  });

  it("ends the server's response when it is closed", async () => {
    const gone = Promise.withResolvers<void>();
    const { heard, close } = await listenTo((response) => {
      response.write(CONNECTED);
      response.on("close", gone.resolve);
    });
    await until("it is live", () => heard.at(-1) === "live");
    close();
    await gone.promise;
  });
});
