import { createHook } from "node:async_hooks";
import http from "node:http";
import fc from "fast-check";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { addressPolicy } from "#domain/url-policy/address-policy.ts";
import { inner4, SPELLINGS_4, value4 } from "#tests/address-spellings.ts";
import cases from "#tests/fixtures/url-cases.json" with { type: "json" };
import { httpReceiver, networksOf, STRICT, senderWith } from "#tests/sockets.ts";

type Case = {
  id: string;
  url: string;
  resolves_to: string[] | null;
  verdict: string;
  resolves_to_sequence?: string[][];
};

/** Counts every TCP connection of this process to any place, also to port 443, where no test can listen. */
let begun = 0;
beforeEach(() => {
  begun = 0;
  const hook = createHook({ init: (_id, type) => void (type === "TCPCONNECTWRAP" && begun++) }).enable();
  onTestFinished(() => void hook.disable());
});

/** Sends through the real sender, without the wait that hides timing. */
const codeOf = async (url: string, addresses: string[], policy = STRICT) => {
  const resolver = async () => ({ addresses, ttlSeconds: 0 });
  const { send } = senderWith({ policy, resolver, wait: async () => {} });
  return (await send(url)).error?.code ?? "sent";
};

/** The same URL on the tripwire's port. The original URL leads to port 443, where only `begun` counts. */
const aimedAt = (port: number, url: string) => url.replace(/^(https?:\/\/[^/?#:@\\]+)(?=[/?#]|$)/i, `$1:${port}`);

describe("the tripwire", () => {
  it("counts an allowed connection", async () => {
    const receiver = await httpReceiver((_request, response) => response.end());
    const policy = addressPolicy({ allowNetworks: networksOf("127.0.0.1"), baseUrl: "http://localhost" });
    expect(await codeOf(receiver.url, [], policy)).toBe("sent");
    expect(await codeOf(`https://hooks.example.com:${receiver.port}/`, ["127.0.0.1"], policy)).toBe("tls_error");
    expect([begun, receiver.connections()]).toEqual([2, 2]);
  });

  it("counts no connection for any of the published cases that are not allowed", async () => {
    const tripwire = await httpReceiver((_request, response) => response.end());
    const bad = (cases as Case[]).filter(({ verdict }) => verdict !== "allow");
    expect(bad.length).toBeGreaterThan(100);
    const wrong: string[] = [];
    for (const { id, url, resolves_to, resolves_to_sequence = [] } of bad) {
      // A refused URL is tried with the addresses that an attacker would choose.
      const answers = [
        resolves_to ?? ["127.0.0.1"],
        ...resolves_to_sequence.filter((addresses) => addresses.some(isInner)),
      ];
      for (const addresses of answers) {
        for (const target of [url, aimedAt(tripwire.port, url)]) {
          const code = await codeOf(target, addresses);
          if (code !== "blocked_address" && code !== "dns_error") wrong.push(`${id} ${target} ${addresses}: ${code}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect([begun, tripwire.connections()]).toEqual([0, 0]);
  });

  it("counts no connection for any spelling of any inner address, with and without the tripwire's port", async () => {
    const tripwire = await httpReceiver((_request, response) => response.end());
    for (const spell of Object.values(SPELLINGS_4)) {
      for (const value of [value4("127.0.0.1"), ...fc.sample(inner4, 10)]) {
        for (const port of ["", `:${tripwire.port}`]) {
          for (const scheme of ["http", "https"]) {
            const url = `${scheme}://${spell(value)}${port}/hook`;
            expect(await codeOf(url, ["127.0.0.1"]), url).toBe("blocked_address");
          }
        }
      }
    }
    expect([begun, tripwire.connections()]).toEqual([0, 0]);
  });

  it("counts no connection when all of loopback answers and only another network is allowed", async () => {
    const server = http.createServer((_request, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
    onTestFinished(() => void server.close());
    let connections = 0;
    server.on("connection", () => connections++);
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const policy = addressPolicy({ allowNetworks: networksOf("10.0.0.0/8"), baseUrl: "http://localhost" });
    const hosts = [
      "localhost",
      "127.1",
      "0",
      "0x7f000001",
      "017700000001",
      "127.255.255.254",
      "[::1]",
      "[::]",
      "[::ffff:7f00:1]",
    ];
    for (const host of [...hosts, "receiver", "hooks.example.com", "localhost."]) {
      for (const scheme of ["http", "https"]) {
        expect(await codeOf(`${scheme}://${host}:${port}/`, ["127.0.0.1"], policy), host).toBe("blocked_address");
      }
    }
    expect([begun, connections]).toEqual([0, 0]);
  });
});

/** Approximate test that only selects the rebinding steps to try. */
const isInner = (address: string) => /^(127|10|192\.168|169\.254|172\.(1[6-9]|2|3[01]))\.|^(::|f)/.test(address);
