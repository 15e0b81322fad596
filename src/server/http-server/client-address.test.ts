import { createServer } from "node:http";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { parseNetworks } from "#domain/url-policy/networks.ts";
import { CLIENT_ADDRESS_HEADER, settleClientAddress } from "#server/http-server/client-address.ts";

const networks = (text: string) => {
  const parsed = parseNetworks(text);
  if (!parsed.ok) throw new Error(parsed.bad);
  return parsed.networks;
};

/** Sends raw header lines over a real socket and returns the headers that the handler reads. */
const headersBehind = async (lines: string[], trusted: string) => {
  const seen = Promise.withResolvers<NodeJS.Dict<string | string[]>>();
  const server = createServer((request, response) => {
    settleClientAddress(request, networks(trusted));
    seen.resolve(request.headers);
    response.end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const socket = connect(typeof address === "object" && address ? address.port : 0, "127.0.0.1");
  socket.write(`GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`);
  const headers = await seen.promise;
  socket.destroy();
  server.close();
  return headers;
};

const addressBehind = async (lines: string[], trusted: string) =>
  (await headersBehind(lines, trusted))[CLIENT_ADDRESS_HEADER];

const FORGED = ["X-Forwarded-For: 203.0.113.9", `${CLIENT_ADDRESS_HEADER}: 203.0.113.9`];

describe("the client address", () => {
  it("is the socket's peer, whatever the headers say", async () => {
    expect(await addressBehind(FORGED, "")).toBe("127.0.0.1");
    expect(await addressBehind(FORGED, "10.0.0.0/8")).toBe("127.0.0.1");
  });

  it("comes without the forwarded headers of a stranger, so that host and protocol stay true", async () => {
    const forged = [
      "X-Forwarded-For: 203.0.113.9",
      "x-forwarded-HOST: evil.example",
      "X-Forwarded-Proto: https",
      "Forwarded: for=203.0.113.9",
      "X-Real-IP: 203.0.113.9",
    ];
    const { host, ...others } = await headersBehind([...forged, "X-Kept: 1"], "");
    expect(others).toEqual({ connection: "close", "x-kept": "1", [CLIENT_ADDRESS_HEADER]: "127.0.0.1" });
  });

  it.each([
    [["X-Forwarded-For: 203.0.113.9"], "203.0.113.9"],
    [["X-Forwarded-For: 198.51.100.1, 203.0.113.9"], "203.0.113.9"],
    [["X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 203.0.113.9"], "203.0.113.9"],
    [["X-Forwarded-For: 198.51.100.1, 203.0.113.9, 127.0.0.2"], "203.0.113.9"],
    [["X-Forwarded-For: 203.0.113.9, nonsense"], "127.0.0.1"],
    [["X-Forwarded-For: 127.0.0.3"], "127.0.0.3"],
    [["X-Forwarded-For: 2001:db8::1"], "2001:db8::1"],
    [["X-Forwarded-For: "], "127.0.0.1"],
    [[`${CLIENT_ADDRESS_HEADER}: 203.0.113.9`], "127.0.0.1"],
  ])(
    "behind a trusted proxy that sends %j is %s: entries before the first untrusted address are ignored",
    async (lines, address) => expect(await addressBehind(lines, "127.0.0.0/8")).toBe(address),
  );
});
