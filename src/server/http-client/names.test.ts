import { describe, expect, it } from "vitest";
import { httpReceiver, resolvesTo, senderWith } from "#tests/sockets.ts";

const notFound = () => Promise.reject(Object.assign(new Error("queryA ENOTFOUND"), { code: "ENOTFOUND" }));

describe("names", () => {
  it("without an address are a dns_error that names only the name", async () => {
    const expected = { code: "dns_error", message: "The name hooks.example.com could not be found (DNS)." };
    expect((await senderWith({ resolver: notFound }).send("https://hooks.example.com/")).error).toEqual(expected);
    const empty = await senderWith({ resolver: resolvesTo() }).send("https://hooks.example.com/");
    expect(empty.error?.code).toBe("dns_error");
  });

  it("with hanging name servers take the time of the attempt and no more", async () => {
    const outcome = await senderWith({ resolver: () => new Promise(() => {}) }).send("https://hooks.example.com/", {
      timeoutMs: 100,
    });
    expect(outcome.error?.code).toBe("dns_error");
    expect(outcome.timings.dnsMs).toEqual(expect.any(Number));
  });

  it("are resolved once for all waiting attempts, and again only after a failure or expiry", async () => {
    let asked = 0;
    let fails = true;
    const resolver = async () => {
      asked++;
      if (fails) throw Object.assign(new Error("x"), { code: "ESERVFAIL" });
      return { addresses: ["127.0.0.1"], ttlSeconds: 300 };
    };
    const receiver = await httpReceiver((_request, response) => response.end());
    const { send } = senderWith({ resolver });
    const url = `http://hooks.example.com:${receiver.port}/`;
    await Promise.all([send(url), send(url), send(url)]);
    expect(asked).toBe(1);
    fails = false;
    const outcomes = await Promise.all([send(url), send(url), send(url)]);
    expect(outcomes.map((outcome) => outcome.response?.status)).toEqual([200, 200, 200]);
    const cached = await send(url);
    expect(asked).toBe(2);
    expect([outcomes[0]?.timings.dnsMs, cached.timings.dnsMs]).toEqual([expect.any(Number), null]);
  });
});
