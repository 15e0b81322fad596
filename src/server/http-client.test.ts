import type http from "node:http";
import type net from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { HttpPhase } from "#domain/context.ts";
import { httpReceiver, OK_ANSWER as OK, rawReceiver, senderWith } from "#tests/sockets.ts";

describe("a request", () => {
  it("is a POST of the exact bytes with the given headers, and asks for no compression of its own", async () => {
    const body = Buffer.from([0, 255, 254, 13, 10, 0x7b]);
    const got: { method?: string; url?: string; headers: http.IncomingHttpHeaders; body: Buffer }[] = [];
    const receiver = await httpReceiver((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", () => {
        got.push({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks) });
        response.writeHead(201, { "X-Thing": "a" }).end("done");
      });
    });
    const outcome = await senderWith().send(`${receiver.url}?a=1&b=%20`, { body, headers: { "X-MAIS-Event": "test" } });
    expect(outcome.error).toBe(null);
    expect(outcome.response).toMatchObject({ status: 201, bodyTruncated: false, headers: { "x-thing": "a" } });
    expect(Buffer.from(outcome.response?.body ?? []).toString()).toBe("done");
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({ method: "POST", url: "/hook?a=1&b=%20", body });
    expect(got[0]?.headers).toMatchObject({
      host: `127.0.0.1:${receiver.port}`,
      "x-mais-event": "test",
      "accept-encoding": "identity",
      "content-length": String(body.length),
    });
  });

  it("reports its phases once and in order, and its times where they happened", async () => {
    const receiver = await httpReceiver((_request, response) => response.end("ok"));
    const { send } = senderWith();
    const phases: HttpPhase[][] = [[], []];
    const first = await send(receiver.url, { onPhase: (phase) => phases[0]?.push(phase) });
    const second = await send(receiver.url, { onPhase: (phase) => phases[1]?.push(phase) });
    expect(phases).toEqual([
      ["resolving", "connecting", "sent", "status", "body"],
      ["resolving", "sent", "status", "body"],
    ]);
    const number = expect.any(Number);
    expect(first.timings).toEqual({ dnsMs: null, connectMs: number, tlsMs: null, firstByteMs: number });
    expect(second.timings).toEqual({ dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: number });
  });

  it("survives a listener that throws", async () => {
    const receiver = await httpReceiver((_request, response) => response.end("ok"));
    const outcome = await senderWith().send(receiver.url, {
      onPhase: () => {
        throw new Error("from the listener");
      },
    });
    expect(outcome.response?.status).toBe(200);
  });

  it("that cannot be built is not sent and does not throw", async () => {
    const receiver = await httpReceiver((_request, response) => response.end("ok"));
    const { send } = senderWith();
    const bad: Record<string, string>[] = [{ a: "b\r\nc: d" }, { "a b": "c" }, { "transfer-encoding": "chunked" }];
    for (const headers of bad) {
      expect((await send(receiver.url, { headers })).error?.code).toBe("interrupted");
    }
    expect((await send("not a url")).error?.code).toBe("blocked_address");
    expect((await send("ftp://127.0.0.1/")).error?.code).toBe("blocked_address");
  });
});

describe("connections", () => {
  it("are reused by the same tenant and origin, and never shared between tenants", async () => {
    const receiver = await httpReceiver((_request, response) => response.end("ok"));
    const { send } = senderWith();
    for (let i = 0; i < 5; i++) await send(receiver.url);
    expect(receiver.connections()).toBe(1);
    await send(receiver.url, { tenantId: "t2" });
    expect(receiver.connections()).toBe(2);
  });

  it("that are busy are not waited for", async () => {
    const waiting: http.ServerResponse[] = [];
    const receiver = await httpReceiver((_request, response) => {
      waiting.push(response);
      if (waiting.length === 20) for (const one of waiting) one.end("ok");
    });
    const { send } = senderWith();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => send(receiver.url)));
    expect(outcomes.map((outcome) => outcome.response?.status)).toEqual(Array(20).fill(200));
  });

  it("that the receiver closes after its answer cost no failure", async () => {
    const receiver = await httpReceiver((_request, response) =>
      response.writeHead(200, { connection: "close" }).end("ok"),
    );
    const { send } = senderWith();
    for (let i = 0; i < 5; i++) expect((await send(receiver.url)).response?.status).toBe(200);
    expect(receiver.connections()).toBe(5);
  });

  it("closed while idle are replaced: the request is sent once more on a new one", async () => {
    let requests = 0;
    const receiver = await rawReceiver((socket, requestOnSocket) => {
      requests++;
      if (requestOnSocket === 1) socket.write(OK);
      else socket.destroy();
    });
    const { send } = senderWith({ resendAfterIdleMs: 0 });
    expect((await send(receiver.url)).response?.status).toBe(200);
    expect((await send(receiver.url)).response?.status).toBe(200);
    expect(requests).toBe(3);
  });

  it("closed right after use are the receiver's answer: one attempt is one request", async () => {
    let requests = 0;
    const receiver = await rawReceiver((socket, requestOnSocket) => {
      requests++;
      if (requestOnSocket === 1) socket.write(OK);
      else socket.destroy();
    });
    const { send } = senderWith({ resendAfterIdleMs: 60_000 });
    expect((await send(receiver.url)).response?.status).toBe(200);
    expect((await send(receiver.url)).error?.code).toBe("connection_reset");
    expect(requests).toBe(2);
  });

  it("are resent on once at most", async () => {
    let requests = 0;
    const receiver = await rawReceiver((socket) => {
      requests++;
      if (requests === 1) socket.write(OK);
      else socket.destroy();
    });
    const { send } = senderWith({ resendAfterIdleMs: 0 });
    await send(receiver.url);
    expect((await send(receiver.url)).error?.code).toBe("connection_reset");
    expect(requests).toBe(3);
  });

  it("are closed by close, after the attempts in flight have ended; nothing new is sent", async () => {
    let release = () => {};
    const arrived = new Promise<void>((resolve) => {
      release = resolve;
    });
    let answer = () => {};
    const receiver = await httpReceiver((_request, response) => {
      answer = () => response.end("ok");
      release();
    });
    const { send, close } = senderWith();
    const inFlight = send(receiver.url);
    await arrived;
    const closing = close();
    expect((await send(receiver.url)).error?.code).toBe("interrupted");
    answer();
    expect((await inFlight).response?.status).toBe(200);
    await closing;
    await close();
    expect(receiver.connections()).toBe(1);
  });
});

describe("a response", () => {
  it("keeps NUL and bytes that are no UTF-8, and is not inflated", async () => {
    const bodies = [Buffer.from([0, 0xff, 0xc3, 0x28, 0]), gzipSync("x".repeat(1_000_000))];
    const receiver = await httpReceiver((request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(bodies[Number(request.url?.slice(1))]);
    });
    for (const [index, body] of bodies.entries()) {
      const outcome = await senderWith().send(`http://127.0.0.1:${receiver.port}/${index}`);
      expect(Buffer.from(outcome.response?.body ?? [])).toEqual(body);
    }
  });

  it("that redirects is a response and is not followed", async () => {
    const tripwire = await httpReceiver((_request, response) => response.end());
    const receiver = await httpReceiver((_request, response) =>
      response.writeHead(307, { location: tripwire.url }).end(),
    );
    const outcome = await senderWith().send(receiver.url);
    expect(outcome.response).toMatchObject({ status: 307, headers: { location: tripwire.url } });
    expect(tripwire.connections()).toBe(0);
  });

  it("without an end is cut at 16 KiB, and its connection is not used again", async () => {
    const receiver = await httpReceiver((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(10_000)));
      };
      response.on("drain", more);
      more();
    });
    const { send } = senderWith();
    for (let i = 1; i <= 2; i++) {
      const outcome = await send(receiver.url);
      expect(outcome.response).toMatchObject({ status: 200, bodyTruncated: true });
      expect(outcome.response?.body).toHaveLength(16_384);
      expect(receiver.connections()).toBe(i);
      await receiver.allClosed();
    }
  });

  it("of exactly 16 KiB is whole", async () => {
    const receiver = await httpReceiver((_request, response) => response.end("x".repeat(16_384)));
    expect((await senderWith().send(receiver.url)).response).toMatchObject({ bodyTruncated: false });
  });

  it("whose body drips, stops or breaks is the response that its header block was", async () => {
    const endings: ((socket: net.Socket) => void)[] = [
      (socket) => {
        const drip = setInterval(() => socket.write("x"), 20);
        socket.on("close", () => clearInterval(drip));
      },
      () => {},
      (socket) => socket.resetAndDestroy(),
      (socket) => socket.end(),
    ];
    for (const ending of endings) {
      const receiver = await rawReceiver((socket) => {
        socket.write("HTTP/1.1 202 Accepted\r\ncontent-length: 100000\r\n\r\npart", () => ending(socket));
      });
      const outcome = await senderWith().send(receiver.url, { timeoutMs: 200 });
      expect(outcome.error).toBe(null);
      expect(outcome.response).toMatchObject({ status: 202, bodyTruncated: true });
    }
  });

  it("has at most 64 headers of 1 KiB, repeated ones joined, unreadable bytes made safe", async () => {
    const many = Array.from({ length: 100 }, (_, i) => `x-${i}: ${i}\r\n`).join("");
    const receiver = await rawReceiver((socket) => {
      const head = `HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nSET-COOKIE: b\r\n__proto__: c\r\nx-long: ${"l".repeat(5_000)}\r\n`;
      socket.write(Buffer.concat([Buffer.from(head), Buffer.from("x-raw: caf\xe9 \xc3\xa9\r\n", "latin1")]));
      socket.write(`${many}content-length: 0\r\n\r\n`);
    });
    const headers = (await senderWith().send(receiver.url)).response?.headers ?? {};
    expect(Object.keys(headers)).toHaveLength(64);
    expect(headers["set-cookie"]).toBe("a, b");
    expect(headers["x-long"]).toHaveLength(1_024);
    expect(headers["x-raw"]).toBe("caf\ufffd é");
    expect(Object.hasOwn(headers, "__proto__")).toBe(true);
  });
});
