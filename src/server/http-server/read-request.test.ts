import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { type ReadOptions, takeBody } from "#domain/read-body.ts";
import { bytesOf, headersOf } from "#server/http-server/read-request.ts";
import { listen } from "#tests/sockets.ts";

const KIB = 1024;

/** Server that reads bodies of up to 100 KiB and answers the byte count or the code of the refusal. */
const reading = async (options: ReadOptions = {}) => {
  const ends: string[] = [];
  const server = createServer(async (request, response) => {
    const body = { headers: headersOf(request.headers), bytes: bytesOf(request, response) };
    const told = await takeBody(body, 100 * KIB, { drains: true, ...options }).then(
      ({ bytes }) => String(bytes.byteLength),
      (error) => error.code,
    );
    ends.push(told);
    response.end(told);
  });
  return { ...(await listen(server)), ends, asked: once(server, "request") };
};

const HEAD = "POST / HTTP/1.1\r\nHost: x\r\n";

/** Sends texts over one connection and returns the reply once it matches `last` or the connection ends. */
const say = async (port: number, texts: readonly string[], last: RegExp) => {
  const socket = connect(port, "127.0.0.1");
  const done = Promise.withResolvers<void>();
  let heard = "";
  socket.on("data", (data) => {
    heard += data;
    if (last.test(heard)) done.resolve();
  });
  socket.on("close", () => done.resolve());
  socket.on("error", () => {});
  for (const text of texts) socket.write(text);
  await done.promise;
  socket.destroy();
  return heard;
};

describe("a body on a socket", () => {
  it.each([
    ["of an announced length", `${HEAD}Content-Length: 5\r\n\r\nhello`, "5"],
    ["in chunks", `${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n`, "6"],
    ["that is empty", `${HEAD}\r\n`, "0"],
    ["announced by Expect", `${HEAD}Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello`, "5"],
  ])("%s is read whole, and the connection takes the next request", async (_, text, told) => {
    const { port, ends, connections } = await reading();
    await say(port, [text, `${HEAD}Content-Length: 3\r\n\r\nend`], /200 OK[\s\S]*200 OK[\s\S]*\r\n\r\n3/);
    expect([ends, connections()]).toEqual([[told, "3"], 1]);
  });

  it("that is refused is read and discarded, so that its sender gets the reason", async () => {
    const { port, ends, connections } = await reading();
    const chunk = `${(50 * KIB).toString(16)}\r\n${"x".repeat(50 * KIB)}\r\n`;
    const texts = [`${HEAD}Transfer-Encoding: chunked\r\n\r\n`, ...Array(20).fill(chunk), "0\r\n\r\n"];
    const heard = await say(port, [...texts, `${HEAD}Content-Length: 3\r\n\r\nend`], /too_large[\s\S]*\r\n\r\n3/);
    expect(heard).toContain("too_large");
    expect([ends, connections()]).toEqual([["too_large", "3"], 1]);
  });

  it("that stops arriving is refused, and its connection ends", async () => {
    const { port, ends } = await reading({ timeoutMs: 20 });
    const heard = await say(port, [`${HEAD}Content-Length: 5\r\n\r\nhe`], /never/);
    expect(heard).toMatch(/timed_out$/);
    expect(ends).toEqual(["timed_out"]);
  });

  it("whose sender disconnects is malformed, and not a database failure", async () => {
    const { port, ends, asked } = await reading();
    const socket = connect(port, "127.0.0.1");
    socket.write(`${HEAD}Content-Length: 5\r\n\r\nhe`);
    await asked;
    socket.destroy();
    await expect.poll(() => ends, { timeout: 10_000 }).toEqual(["malformed"]);
  });
});

it("with repeated headers has them joined as Node does", () => {
  const headers = headersOf({ host: "x", "x-list": "a, b", "set-cookie": ["a=1", "b=2"] });
  expect(["host", "x-list", "set-cookie", "none"].map(headers.get)).toEqual(["x", "a, b", "a=1, b=2", null]);
});
