import { describe, expect, it, onTestFinished, vi } from "vitest";
import { addressPolicy } from "#domain/url-policy/address-policy.ts";
import { httpReceiver, networksOf, resolvesTo, STRICT, senderWith } from "#tests/sockets.ts";

/** The real sender, without the wait that hides timing. */
const guardedWith = (options: Parameters<typeof senderWith>[0]) => senderWith({ wait: async () => {}, ...options });

describe("the address guard", () => {
  it("makes no connection to an inner address", async () => {
    const tripwire = await httpReceiver((_request, response) => response.end());
    const { send } = guardedWith({ policy: STRICT, resolver: resolvesTo("127.0.0.1") });
    const urls = [
      tripwire.url,
      `http://localhost:${tripwire.port}/`,
      `http://2130706433:${tripwire.port}/`,
      `http://[::ffff:127.0.0.1]:${tripwire.port}/`,
      `https://hooks.example.com:${tripwire.port}/`,
    ];
    const outcomes = await Promise.all(urls.map((url) => send(url)));
    expect(outcomes.map((outcome) => outcome.error?.code)).toEqual(urls.map(() => "blocked_address"));
    for (const outcome of outcomes) expect(outcome.error?.message).not.toMatch(/127|local/);
    expect(tripwire.connections()).toBe(0);
  });

  it("blocks a name with any bad address", async () => {
    const tripwire = await httpReceiver((_request, response) => response.end());
    const url = `https://hooks.example.com:${tripwire.port}/`;
    for (const bad of ["10.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "fd00::1", "not an address"]) {
      const { send } = guardedWith({ resolver: resolvesTo("127.0.0.1", bad) });
      expect((await send(url)).error?.code, bad).toBe("blocked_address");
    }
    expect(tripwire.connections()).toBe(0);
  });

  it("blocks a public address without TLS and a public literal", async () => {
    const { send } = guardedWith({ resolver: resolvesTo("93.184.215.14") });
    expect((await send("http://hooks.example.com/")).error?.code).toBe("blocked_address");
    expect((await send("https://93.184.215.14/")).error?.code).toBe("blocked_address");
  });

  it("checks again as soon as the DNS records expire", async () => {
    const answers = ["127.0.0.1", "169.254.169.254"];
    let asked = 0;
    const receiver = await httpReceiver((_request, response) => response.end());
    const { send } = guardedWith({ resolver: async () => ({ addresses: [answers[asked++] ?? ""], ttlSeconds: 0 }) });
    const url = `http://rebinding.example.com:${receiver.port}/`;
    expect((await send(url)).response?.status).toBe(200);
    expect((await send(url)).error?.code).toBe("blocked_address");
    expect(receiver.connections()).toBe(1);
  });

  it("reaches localhost only through the allowed loopback addresses, asking no resolver", async () => {
    const receiver = await httpReceiver((_request, response) => response.end());
    const { send } = guardedWith({ resolver: () => Promise.reject(new Error("not asked for")) });
    expect((await send(`http://localhost:${receiver.port}/`)).response?.status).toBe(200);
  });

  it("checks the URL text at each attempt: a URL registered under other rules gets no request", async () => {
    const asked: string[] = [];
    const resolver = async (hostname: string) => {
      asked.push(hostname);
      return { addresses: ["93.184.215.14"], ttlSeconds: 60 };
    };
    const { send } = guardedWith({ policy: STRICT, resolver });
    for (const url of [
      "https://db.internal/",
      "https://hooks.example.com:5432/",
      "https://a@hooks.example.com/",
      "mailto:a@b.c",
    ]) {
      expect((await send(url)).error?.code, url).toBe("blocked_address");
    }
    expect(asked).toEqual([]);
  });

  it("sends nothing to our own host, nor into a denied network inside an allowed one", async () => {
    const tripwire = await httpReceiver((_request, response) => response.end());
    const allowNetworks = networksOf("127.0.0.0/8");
    const resolver = resolvesTo("127.0.0.1");
    const own = guardedWith({
      policy: addressPolicy({ allowNetworks, baseUrl: "https://hooks.example.com" }),
      resolver,
    });
    expect((await own.send(`http://hooks.example.com:${tripwire.port}/`)).error?.code).toBe("blocked_address");
    const denyNetworks = networksOf("127.0.0.1");
    const denied = guardedWith({
      policy: addressPolicy({ allowNetworks, denyNetworks, baseUrl: "http://localhost" }),
      resolver,
    });
    for (const host of ["127.0.0.1", "localhost", "receiver", "hooks.example.com"]) {
      expect((await denied.send(`http://${host}:${tripwire.port}/`)).error?.code, host).toBe("blocked_address");
    }
    expect(tripwire.connections()).toBe(0);
  });
});

describe("a blocked attempt", () => {
  const blockable = ["https://10.0.0.1/", "https://hooks.example.com/", "https://db.internal/", "nonsense"];

  it("ends only after its wait, with or without a DNS query, and shows no DNS time", async () => {
    const waits: (() => void)[] = [];
    const wait = (_ms: number) => new Promise<void>((resolve) => waits.push(resolve));
    const { send } = senderWith({ policy: STRICT, wait, resolver: resolvesTo("10.0.0.1") });
    let ended = 0;
    const attempts = blockable.map((url) => send(url).finally(() => ended++));
    await vi.waitUntil(() => waits.length === blockable.length);
    expect(ended).toBe(0);
    for (const resolve of waits) resolve();
    for (const { timings, error } of await Promise.all(attempts)) {
      expect(error?.code).toBe("blocked_address");
      expect(timings).toEqual({ dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null });
    }
  });

  it("waits until 200 to 400 ms after it began, never beyond its deadline", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const asked: number[] = [];
    const wait = async (ms: number) => void asked.push(ms);
    const tries = [
      { random: 0, timeoutMs: 5_000, slowDnsMs: 0 },
      { random: 0.5, timeoutMs: 5_000, slowDnsMs: 0 },
      { random: 0.5, timeoutMs: 50, slowDnsMs: 0 },
      { random: 0.5, timeoutMs: 5_000, slowDnsMs: 120 },
      { random: 0.5, timeoutMs: 5_000, slowDnsMs: 1_000 },
    ];
    for (const { random, timeoutMs, slowDnsMs } of tries) {
      const resolver = async () => {
        vi.advanceTimersByTime(slowDnsMs);
        return { addresses: ["10.0.0.1"], ttlSeconds: 60 };
      };
      const { send } = senderWith({ policy: STRICT, wait, random: () => random, resolver });
      await send("https://hooks.example.com/", { timeoutMs });
    }
    expect(asked).toEqual([200, 300, 50, 180, 0]);
  });

  it("is the only kind of attempt that waits", async () => {
    const receiver = await httpReceiver((_request, response) => response.end());
    const wait = vi.fn(async () => {});
    const { send } = senderWith({ wait });
    expect((await send(receiver.url)).response?.status).toBe(200);
    await receiver.close();
    expect((await send(receiver.url, { tenantId: "t2" })).error?.code).toBe("connection_refused");
    expect(wait).not.toHaveBeenCalled();
  });
});
