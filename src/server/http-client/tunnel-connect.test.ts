import { execFile } from "node:child_process";
import http from "node:http";
import net from "node:net";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { parseEnv } from "#env.ts";
import {
  httpReceiver,
  listen,
  rawReceiver,
  resolvesTo,
  STRICT,
  senderWith,
  tlsReceiver,
  trustTestCertificate,
} from "#tests/sockets.ts";

type Connect = { target: string; authorization: string | undefined };

/** Proxy that connects every name to 127.0.0.1, or answers with `refusal`. */
const startProxy = async (refusal?: string) => {
  const connects: Connect[] = [];
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    requests.push(request.url ?? "");
    response.writeHead(200).end();
  });
  server.on("connect", (request, socket: net.Socket) => {
    const target = request.url ?? "";
    connects.push({ target, authorization: request.headers["proxy-authorization"] });
    socket.on("error", () => {}).on("end", () => socket.end());
    if (refusal !== undefined) return void socket.resume().write(refusal);
    const upstream = net.connect(Number(target.split(":").at(-1)), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
  });
  const { port, connections, allClosed } = await listen(server);
  return { connects, requests, connections, allClosed, egress: egress(`http://user:p%40ss@127.0.0.1:${port}`) };
};

/** Records the operator's log. */
const egress = (url: string) => {
  const told: object[] = [];
  return { url: new URL(url), log: { warn: (fields: object) => void told.push(fields) }, told };
};

const notAsked = () => Promise.reject(new Error("the proxy resolves"));

describe("with an egress proxy", () => {
  it("the proxy resolves the name, and TLS runs between us and the receiver", async () => {
    trustTestCertificate();
    const names: (string | false | null)[] = [];
    const receiver = await tlsReceiver({}, (socket) => names.push(socket.servername));
    const proxy = await startProxy();
    // The port of the test server; registered URLs have 443 or 8443.
    const { send } = senderWith({ proxy: proxy.egress, resolver: resolvesTo("127.0.0.1") });
    const url = `https://hooks.example.com:${receiver.port}/hook`;
    const outcome = await send(url);
    expect(outcome.response?.status).toBe(200);
    expect(outcome.timings).toMatchObject({ connectMs: expect.any(Number), tlsMs: expect.any(Number) });
    expect((await send(url)).timings).toMatchObject({ connectMs: null, tlsMs: null });
    expect(names).toEqual(["hooks.example.com"]);
    expect(proxy.connects).toHaveLength(1);
  });

  it("the proxy gets the name, its own credentials and CONNECT requests only", async () => {
    const proxy = await startProxy("HTTP/1.1 503 Service Unavailable\r\n\r\n");
    const { send } = senderWith({ policy: STRICT, proxy: proxy.egress, resolver: notAsked });
    const outcome = await send("https://hooks.example.com/hook");
    const authorization = `Basic ${Buffer.from("user:p@ss").toString("base64")}`;
    expect(proxy.connects).toEqual([{ target: "hooks.example.com:443", authorization }]);
    expect(proxy.requests).toEqual([]);
    expect(outcome.error).toEqual({
      code: "connection_refused",
      message: "hooks.example.com could not be connected to.",
    });
  });

  it("the rules about the text of a URL hold: the proxy gets no URL that breaks them", async () => {
    const proxy = await startProxy();
    const { send } = senderWith({ policy: STRICT, proxy: proxy.egress, resolver: notAsked, wait: async () => {} });
    const urls = [
      "https://127.0.0.1/",
      "https://[::1]/",
      "https://2130706433/",
      "https://93.184.215.14/",
      "https://localhost/",
      "https://db.internal/",
      "https://metadata/",
      "https://hooks.example.com:22/",
      "http://hooks.example.com/",
      "https://a@hooks.example.com/",
    ];
    for (const url of urls) expect((await send(url)).error?.code, url).toBe("blocked_address");
    expect(proxy.connections()).toBe(0);
  });

  it("a request to an allowed network asks the proxy for the checked address", async () => {
    const receiver = await httpReceiver((_request, response) => response.end("ok"));
    const proxy = await startProxy();
    const { send } = senderWith({ proxy: proxy.egress, resolver: resolvesTo("127.0.0.9") });
    for (const host of ["receiver", "127.0.0.8", "localhost"]) {
      expect((await send(`http://${host}:${receiver.port}/`)).response?.status, host).toBe(200);
    }
    const hosts = proxy.connects.map(({ target }) => target.split(":")[0]);
    expect(hosts).toEqual(["127.0.0.9", "127.0.0.8", "127.0.0.1"]);
  });

  it.each([
    ["403 Forbidden", "blocked_address"],
    ["407 Request rejected", "blocked_address"],
    ["407 Proxy Authentication Required\r\nproxy-authenticate: Basic", "interrupted"],
    ["405 Method Not Allowed", "interrupted"],
    ["302 Found\r\nlocation: http://127.0.0.1/", "interrupted"],
    ["502 Bad Gateway", "connection_refused"],
    ["504 Gateway Timeout", "connect_timeout"],
  ])("its answer %j is %s, and says nothing about the proxy", async (status, code) => {
    const proxy = await startProxy(`HTTP/1.1 ${status}\r\n\r\n`);
    const { send } = senderWith({ policy: STRICT, proxy: proxy.egress, wait: async () => {} });
    const outcome = await send("https://hooks.example.com/");
    expect(outcome.error?.code).toBe(code);
    expect(outcome.error?.message).not.toMatch(/127|proxy|user|pass/i);
    await proxy.allClosed();
  });

  it("that cannot be reached or answers nonsense counts as our failure, not the receiver's", async () => {
    const garbage = await rawReceiver((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"));
    const closed = await rawReceiver(() => {});
    await closed.close();
    for (const { port } of [garbage, closed]) {
      const proxy = egress(`http://user:hush@127.0.0.1:${port}`);
      const { send } = senderWith({ policy: STRICT, proxy });
      for (let i = 0; i < 3; i++) {
        expect((await send("https://hooks.example.com/")).error?.code).toBe("interrupted");
      }
      expect(proxy.told).toEqual([{ proxy: `127.0.0.1:${port}`, reason: expect.any(String) }]);
      expect(JSON.stringify(proxy.told)).not.toContain("hush");
    }
  });

  it.each<[string, (socket: net.Socket) => void]>([
    ["resets it", (socket) => socket.resetAndDestroy()],
    ["closes it", (socket) => socket.end()],
    ["fills it with garbage", (socket) => socket.write("\0".repeat(1_000))],
  ])("that opens the tunnel and %s is a failure like any other", async (_name, then) => {
    const proxy = await rawReceiver((socket, count) => {
      if (count === 1) socket.write("HTTP/1.1 200 OK\r\n\r\n");
      else then(socket);
    });
    const { send } = senderWith({ policy: STRICT, proxy: egress(`http://127.0.0.1:${proxy.port}`) });
    const { error } = await send("https://hooks.example.com/");
    expect(["connection_reset", "tls_error"]).toContain(error?.code);
    await proxy.allClosed();
  });

  it("that never answers ends with the attempt, and its connection is closed", async () => {
    const proxy = await startProxy("");
    const { send } = senderWith({ policy: STRICT, proxy: proxy.egress });
    const outcome = await send("https://hooks.example.com/", { timeoutMs: 200 });
    expect(outcome.error?.code).toBe("connect_timeout");
    await proxy.allClosed();
  });

  it("the receiver's certificate is verified inside the tunnel", async () => {
    const receiver = await tlsReceiver();
    const proxy = await startProxy();
    const { send } = senderWith({ proxy: proxy.egress, resolver: resolvesTo("127.0.0.1") });
    const outcome = await send(`https://hooks.example.com:${receiver.port}/`);
    expect(outcome.error?.message).toBe("The certificate of hooks.example.com was not accepted: it is self-signed.");
  });
});

describe("without an egress proxy", () => {
  it("the proxy variables of the environment have no effect", async () => {
    const receiver = await httpReceiver((_request, response) => response.end("ok"));
    const tripwire = await startProxy();
    const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];
    const env = Object.fromEntries(names.map((name) => [name, tripwire.egress.url.href]));
    const send = async (url: string) => {
      const run = promisify(execFile)(process.execPath, ["src/tests/send-once.ts", url], {
        env: { ...process.env, NODE_USE_ENV_PROXY: "1", NO_PROXY: "", ...env },
      });
      return (await run).stdout.trim();
    };
    expect(await send(receiver.url)).toBe("200");
    expect(await send(`https://hooks.example.com:${receiver.port}/`)).toBe("tls_error");
    expect(receiver.connections()).toBe(2);
    expect(tripwire.connections()).toBe(0);
  });

  it("WEBHOOK_PROXY takes an http: or https: origin; its error repeats no value, which may hold a password", () => {
    for (const good of ["http://proxy:3128", "https://user:hush@proxy.example.com", "http://10.0.0.1:4750/"]) {
      const parsed = parseEnv({ WEBHOOK_PROXY: good });
      expect(parsed.ok && parsed.env.WEBHOOK_PROXY?.href, good).toBe(new URL(good).href);
    }
    for (const bad of [
      "proxy:3128",
      "socks5://hush@proxy",
      "http://hush@proxy/path",
      "http://u:hush@proxy?x",
      "http://u:hush%zz@proxy",
      "http://",
    ]) {
      const parsed = parseEnv({ WEBHOOK_PROXY: bad });
      expect(parsed.ok ? [] : parsed.problems, bad).toEqual([expect.stringMatching(/^WEBHOOK_PROXY: use /)]);
      expect(JSON.stringify(parsed)).not.toContain("hush");
    }
  });
});
