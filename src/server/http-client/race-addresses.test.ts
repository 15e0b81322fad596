import net, { type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { raceAddresses } from "#server/http-client/race-addresses.ts";
import { slowListener } from "#tests/slow-listener.ts";
import { httpReceiver, resolvesTo, senderWith } from "#tests/sockets.ts";
import { until } from "#tests/until.ts";

const V4 = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];
const V6 = ["2001:db8::1", "2001:db8::2"];

const vettedOf = (addresses: string[], worked: string | null = null) => ({
  list: addresses.map((address) => ({ address, family: address.includes(":") ? (6 as const) : (4 as const) })),
  key: addresses.join(),
  worked: { address: worked },
});

/** Race with sockets and a clock that the test controls. */
const raceOf = (addresses: string[], worked: string | null = null) => {
  const sockets = new Map<string, Socket>();
  const results: unknown[] = [];
  const open = ({ address }: { address: string }) => {
    const socket = new net.Socket();
    sockets.set(address, socket);
    return socket;
  };
  const stop = raceAddresses(vettedOf(addresses, worked), 443, (result) => results.push(result), open);
  const socketTo = (address: string) => sockets.get(address) ?? expect.fail(`${address} was not tried`);
  return {
    stop,
    results,
    tried: () => [...sockets.keys()],
    alive: () => [...sockets].filter(([, socket]) => !socket.destroyed).map(([address]) => address),
    connects: (address: string) => socketTo(address).emit("connect"),
    refuses: (address: string) => socketTo(address).emit("error", new Error(`no ${address}`)),
    socketTo,
  };
};

describe("a race of addresses", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("tries the families in turn, IPv6 first, one every 250 ms, and keeps earlier tries open", () => {
    const race = raceOf([...V4, ...V6]);
    expect(race.tried()).toEqual([V6[0]]);
    vi.advanceTimersByTime(249);
    expect(race.tried()).toEqual([V6[0]]);
    vi.advanceTimersByTime(1);
    expect(race.tried()).toEqual([V6[0], V4[0]]);
    vi.advanceTimersByTime(10_000);
    expect(race.tried()).toEqual([V6[0], V4[0], V6[1], V4[1], V4[2]]);
    expect(race.alive()).toEqual(race.tried());
    expect(race.results).toEqual([]);
    race.connects("2001:db8::1");
    expect(race.results).toEqual([{ socket: race.socketTo("2001:db8::1"), address: V6[0] }]);
    expect(race.alive()).toEqual([V6[0]]);
  });

  it("tries the next address at once after a failure", () => {
    const race = raceOf([...V4, ...V6]);
    race.refuses("2001:db8::1");
    expect(race.tried()).toEqual([V6[0], V4[0]]);
    race.refuses("192.0.2.1");
    expect(race.tried()).toEqual([V6[0], V4[0], V6[1]]);
    vi.advanceTimersByTime(249);
    expect(race.tried()).toHaveLength(3);
    race.connects("2001:db8::2");
    expect(race.results).toEqual([{ socket: race.socketTo("2001:db8::2"), address: V6[1] }]);
    vi.advanceTimersByTime(10_000);
    expect(race.tried()).toHaveLength(3);
  });

  it("fails after all addresses failed, with the errors in order", () => {
    const race = raceOf(["192.0.2.1", "2001:db8::1"]);
    vi.advanceTimersByTime(250);
    race.refuses("192.0.2.1");
    expect(race.results).toEqual([]);
    race.refuses("2001:db8::1");
    expect(race.results).toEqual([{ failures: [new Error("no 192.0.2.1"), new Error("no 2001:db8::1")] }]);
  });

  it("begins with the address of the last success", () => {
    expect(raceOf([...V4, ...V6], "192.0.2.3").tried()).toEqual(["192.0.2.3"]);
    expect(raceOf([...V4, ...V6], "192.0.2.99").tried()).toEqual([V6[0]]);
  });

  it("tries ten addresses at most", () => {
    const race = raceOf(Array.from({ length: 100 }, (_, i) => `192.0.2.${i}`));
    vi.advanceTimersByTime(60_000);
    expect(race.tried()).toHaveLength(10);
  });

  it("leaves no socket or timer behind when canceled or without an address", () => {
    const race = raceOf(V4);
    vi.advanceTimersByTime(250);
    race.stop();
    expect(race.alive()).toEqual([]);
    vi.advanceTimersByTime(10_000);
    expect(race.tried()).toHaveLength(2);
    expect(raceOf([]).results).toEqual([{ failures: [] }]);
  });
});

/** Records the addresses of new connections in order until the test ends. */
const watchConnects = () => {
  const begun: string[] = [];
  const connect = vi.spyOn(net, "connect").mockImplementation(((options: net.TcpNetConnectOpts) => {
    begun.push(options.host ?? "");
    return new net.Socket().connect(options);
  }) as typeof net.connect);
  onTestFinished(() => connect.mockRestore());
  return begun;
};

describe("through the sender", () => {
  it("a family that refuses costs nothing, and the address that works is remembered while its DNS answer lives", async () => {
    const begun = watchConnects();
    const receiver = await httpReceiver((_request, response) => response.writeHead(200, { connection: "close" }).end());
    let ttlSeconds = 60;
    const resolver = async () => ({ addresses: ["127.0.0.1", "127.0.0.2", "::1"], ttlSeconds });
    const { send } = senderWith({ resolver });
    for (const path of ["a", "a", "b"]) {
      expect((await send(`http://hooks.example.com:${receiver.port}/${path}`)).response?.status).toBe(200);
    }
    expect(begun).toEqual(["::1", "127.0.0.1", "127.0.0.1", "127.0.0.1"]);
    ttlSeconds = 0;
    await send(`http://other.example.com:${receiver.port}/`);
    await send(`http://other.example.com:${receiver.port}/`);
    expect(begun.slice(4)).toEqual(["::1", "127.0.0.1", "::1", "127.0.0.1"]);
  });

  it("the first failure caused by the receiver is reported", async () => {
    const { port, close } = await httpReceiver(() => {});
    await close();
    const { send } = senderWith({ resolver: resolvesTo("127.0.0.1", "::1", "127.0.0.2") });
    expect((await send(`http://hooks.example.com:${port}/`)).error?.code).toBe("connection_refused");
  });

  it.runIf(process.platform === "linux")("an address that takes a second wins after others have refused", async () => {
    const slow = await slowListener("127.0.0.1");
    const begun = watchConnects();
    const { send } = senderWith({ resolver: resolvesTo("127.0.0.1", "127.0.0.2", "127.0.0.3") });
    const sent = send(`http://hooks.example.com:${slow.port}/`);
    await until("all addresses are tried", () => begun.length === 3);
    slow.release();
    expect((await sent).response?.status).toBe(200);
  });

  it.runIf(process.platform === "linux")(
    "two slow addresses both keep their chance; silence is a timeout",
    async () => {
      const both = await slowListener("0.0.0.0");
      const begun = watchConnects();
      const { send } = senderWith({ resolver: resolvesTo("127.0.0.1", "127.0.0.3") });
      const url = `http://hooks.example.com:${both.port}/`;
      expect((await send(url, { timeoutMs: 400 })).error?.code).toBe("connect_timeout");
      const sent = send(url);
      await until("both addresses are tried again", () => begun.length === 4);
      both.release();
      expect((await sent).response?.status).toBe(200);
    },
  );
});
