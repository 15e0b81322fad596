import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { rejectMalformedRequest } from "#server/http-server/reject-malformed-request.ts";

// Raw sockets, because clients rewrite a target and a Host header.

const BASE_URL = "https://hooks.example.com";

let port = 0;
beforeAll(async () => {
  const server = createServer((request, response) => {
    if (rejectMalformedRequest(request, response, BASE_URL)) return;
    const body = `${request.headers.host} ${request.url}`;
    response.writeHead(200, { connection: "close", "content-length": body.length }).end(body);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  port = typeof address === "object" && address ? address.port : 0;
  return () => server.close();
});

/** Sends a request in which `PORT` stands for the server's port. */
const send = async (target: string, hosts: readonly string[] = ["hooks.example.com"]) => {
  const lines = [`GET ${target} HTTP/1.1`, ...hosts.map((host) => `Host: ${host}`), "Connection: close", "", ""];
  const socket = connect(port, "127.0.0.1");
  socket.end(lines.join("\r\n").replaceAll("PORT", String(port)));
  let text = "";
  for await (const chunk of socket) text += chunk;
  const [head = "", body = ""] = text.split("\r\n\r\n");
  return { status: Number(head.split(" ")[1]), head, body };
};

describe("a target in absolute form", () => {
  it.each([
    ["http://hooks.example.com/x?a=1", "hooks.example.com /x?a=1"],
    ["https://hooks.example.com/x", "hooks.example.com /x"],
    ["HTTPS://HOOKS.example.com:443/x", "HOOKS.example.com:443 /x"],
    ["https://hooks.example.com", "hooks.example.com /"],
    ["https://hooks.example.com?a", "hooks.example.com /?a"],
    ["http://localhost:PORT//x", "localhost:PORT //x"],
    ["http://127.0.0.1:PORT/v1", "127.0.0.1:PORT /v1"],
    ["http://[::1]:PORT/", "[::1]:PORT /"],
  ])("%s that names our host is reduced to its path, and its host replaces the header", async (target, answer) => {
    const { status, body } = await send(target, ["stale.example"]);
    expect([status, body.replaceAll(String(port), "PORT")]).toEqual([200, answer]);
  });

  it.each([
    "http://evil.example/x",
    "https://hooks.example.com.evil.example/",
    "http://hooks.example.com:8080/",
    "http://localhost/x",
    "http://evil.example:PORT/x",
  ])("%s that names another host is refused as misdirected", async (target) => {
    const { status, head } = await send(target);
    expect(status).toBe(421);
    expect(head).not.toMatch(/^location:/im);
  });

  it.each([
    "http://user@hooks.example.com/",
    "ftp://hooks.example.com/x",
    "http://a%2fb/x",
    "http://[::g]/",
    "http://a#b",
  ])("%s is refused as malformed", async (target) => expect((await send(target)).status).toBe(400));

  it("gets a problem document on REST paths", async () => {
    const { status, head, body } = await send("http://evil.example/v1/events");
    expect(status).toBe(421);
    expect(body).toContain('"status":421');
    expect(head).toContain("application/problem+json");
  });
});

describe("a Host header", () => {
  it.each([
    [["a.example", "b.example"]],
    [["a.example", "a.example"]],
    [["a, b"]],
    [["a b"]],
    [["a/b"]],
    [["a@b"]],
    [["a?b"]],
  ])("%j is refused", async (hosts) => expect((await send("/x", hosts)).status).toBe(400));

  it.each(["a.example", "a.example:8080", "[::1]:3000", "under_score", ""])("%j is accepted", async (host) =>
    expect((await send("/x", [host])).body).toBe(`${host} /x`),
  );

  it("is required", async () => expect((await send("/x", [])).status).toBe(400));
});
