import type http from "node:http";
import type net from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { HttpPhase } from "#engine/http-sender.ts";
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

  it("goes to exactly the target in the URL", async () => {
    const targets: (string | undefined)[] = [];
    const receiver = await httpReceiver((request, response) => {
      targets.push(request.url);
      response.end();
    });
    const typed = [
      "/a/../b/./%2e%2e/c",
      "/%7e~%2F%2f//x",
      "/?",
      "/x?",
      "/x?q='a'&b=`{|}^",
      "/a;b=c,d@e:f?g=h?i=/../j",
      "/%zz",
      "/x?a=%c3%bc+%20",
    ];
    const { send } = senderWith();
    for (const target of typed) {
      expect((await send(`http://127.0.0.1:${receiver.port}${target}`)).response?.status, target).toBe(200);
    }
    for (const target of ["", "?", "?a=b/c"]) await send(`http://127.0.0.1:${receiver.port}${target}`);
    await send(`HTTP://LocalHost:${receiver.port}/Up`);
    expect(targets).toEqual([...typed, "/", "/?", "/?a=b/c", "/Up"]);
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

  it("that cannot be built is not sent and returns an error without throwing", async () => {
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

  it("that are busy delay no other request", async () => {
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

  it("that the receiver closes without any answer byte cost no failure: the request is sent again on a new one", async () => {
    const got: string[] = [];
    const receiver = await rawReceiver((socket, requestOnSocket, bytes) => {
      got.push(bytes.toString());
      if (requestOnSocket === 1) socket.write(OK);
      else if (got.length % 2 === 0) socket.destroy();
      else socket.resetAndDestroy();
    });
    const { send } = senderWith();
    const first = await send(receiver.url, { headers: { "webhook-id": "evt_1" } });
    expect(first).toMatchObject({ response: { status: 200 }, resentOnNewConnection: false });
    for (const id of ["evt_2", "evt_3"]) {
      const outcome = await send(receiver.url, { headers: { "webhook-id": id } });
      expect(outcome).toMatchObject({ response: { status: 200 }, resentOnNewConnection: true });
    }
    expect(got).toHaveLength(5);
    expect(got[2]).toBe(got[1]);
    expect(got[4]).toBe(got[3]);
  });

  it("that are new or began to answer cause no resend", async () => {
    const onSecond = ["", "HTTP/1.1 100 Continue\r\n\r\n", "H", "HTTP/1.1 500 Internal"];
    for (const partial of onSecond) {
      let requests = 0;
      const receiver = await rawReceiver((socket, requestOnSocket) => {
        requests++;
        if (partial === "") socket.destroy();
        else if (requestOnSocket === 1) socket.write(OK);
        else socket.end(partial);
      });
      const { send } = senderWith();
      if (partial !== "") await send(receiver.url);
      const outcome = await send(receiver.url);
      expect(outcome, partial).toMatchObject({ error: { code: "connection_reset" }, resentOnNewConnection: false });
      expect(requests).toBe(partial === "" ? 1 : 2);
    }
  });

  it("cause one resend at most", async () => {
    let requests = 0;
    const receiver = await rawReceiver((socket) => {
      requests++;
      if (requests === 1) socket.write(OK);
      else socket.destroy();
    });
    const { send } = senderWith();
    await send(receiver.url);
    const outcome = await send(receiver.url);
    expect(outcome).toMatchObject({ error: { code: "connection_reset" }, resentOnNewConnection: true });
    expect(requests).toBe(3);
  });

  it.each([0, 2, 10])("that are closed %d ms after each answer fail none of a burst of 1,000", async (closeAfterMs) => {
    const receiver = await rawReceiver((socket, requestOnSocket) => {
      // The server never reads data after the first request.
      if (requestOnSocket > 1) return;
      socket.write(OK);
      setTimeout(() => socket.destroy(), closeAfterMs);
    });
    const { send } = senderWith();
    let started = 0;
    const failed: unknown[] = [];
    const loop = async () => {
      while (started++ < 1_000) {
        const { error } = await send(receiver.url);
        if (error) failed.push(error);
      }
    };
    await Promise.all(Array.from({ length: 16 }, loop));
    expect(failed).toEqual([]);
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
  it("keeps NUL and bytes that are not UTF-8, and is not decompressed", async () => {
    const bodies = [Buffer.from([0, 0xff, 0xc3, 0x28, 0]), gzipSync("x".repeat(1_000_000))];
    const receiver = await httpReceiver((request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(bodies[Number(request.url?.slice(1))]);
    });
    for (const [index, body] of bodies.entries()) {
      const outcome = await senderWith().send(`http://127.0.0.1:${receiver.port}/${index}`);
      expect(Buffer.from(outcome.response?.body ?? [])).toEqual(body);
    }
  });

  it("that redirects is kept and not followed", async () => {
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

  it("whose body drips, stops or breaks keeps the status of its header block", async () => {
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
