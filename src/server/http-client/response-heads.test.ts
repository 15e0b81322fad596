import { PassThrough } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHeadFilter, filterResponseHeads } from "#server/http-client/response-heads.ts";
import { rawReceiver, resolvesTo, senderWith, tlsReceiver, trustTestCertificate } from "#tests/sockets.ts";

const CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
const PROCESSING = "HTTP/1.1 102 Processing\r\nconnection: close\r\nx: a\r\n b\r\n\r\n";
const HINTS = "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\nlink: </b>\r\n\r\n";
const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
/** Body that contains every pattern the filter works on. */
const BODY = `${CONTINUE}x: a\r\n b\r\n\r\n${HINTS}\r\n\r\n \r\n\t`;

/** Received text and the text that passes the filter. */
const CASES: [name: string, came: string, goesOn: string][] = [
  ["a plain answer", OK, OK],
  ["100 before the answer", CONTINUE + OK, OK],
  ["several interim answers", CONTINUE + HINTS + PROCESSING + CONTINUE + OK, OK],
  ["an interim answer without a reason", `HTTP/1.1 100\r\n\r\n${OK}`, OK],
  ["an interim answer with bare line feeds", `HTTP/1.0 199 x\nx: y\n\n${OK}`, OK],
  ["a fold", "HTTP/1.1 200 OK\r\nx: a\r\n b\r\n\r\n", "HTTP/1.1 200 OK\r\nx: a b\r\n\r\n"],
  [
    "folds upon folds",
    "HTTP/1.1 200 OK\r\nx:\r\n\ta\r\n \r\n  b\r\ny: c\r\n\r\n",
    "HTTP/1.1 200 OK\r\nx: a  b\r\ny: c\r\n\r\n",
  ],
  ["a body like heads", `HTTP/1.1 200 OK\r\nx: y\r\n\r\n${BODY}`, `HTTP/1.1 200 OK\r\nx: y\r\n\r\n${BODY}`],
  ["a body after a fold", `${CONTINUE}HTTP/1.1 500\r\nx:\r\n y\r\n\r\n${BODY}`, `HTTP/1.1 500\r\nx: y\r\n\r\n${BODY}`],
  ["a fold of many blanks", "HTTP/1.1 200 OK\r\nx: a\r\n \t \tb\r\n\t\r\n\r\n", "HTTP/1.1 200 OK\r\nx: a b \r\n\r\n"],
  ["no header at all", `HTTP/1.1 204 No Content\r\n\r\n${BODY}`, `HTTP/1.1 204 No Content\r\n\r\n${BODY}`],
  ["empty lines before the answer", `\r\n\r\n${OK}`, `\r\n\r\n${OK}`],
  ["a blank line after the status line", "HTTP/1.1 200 OK\r\n x: y\r\n\r\n", "HTTP/1.1 200 OK\r\n x: y\r\n\r\n"],
  ["a fold with a bare line feed", "HTTP/1.1 200 OK\r\nx: a\n b\r\n\r\n", "HTTP/1.1 200 OK\r\nx: a\n b\r\n\r\n"],
  ["a head with bare line feeds", `HTTP/1.1 200 OK\nx: a\n\n${BODY}`, `HTTP/1.1 200 OK\nx: a\n\n${BODY}`],
  ["bare carriage returns", `HTTP/1.1 200 OK\r\nx: \ra\r\r\n\r\n${BODY}`, `HTTP/1.1 200 OK\r\nx: \ra\r\r\n\r\n${BODY}`],
  ["101", `HTTP/1.1 101 Switching Protocols\r\n\r\n${BODY}`, `HTTP/1.1 101 Switching Protocols\r\n\r\n${BODY}`],
  ["a status of four digits", `HTTP/1.1 1000 OK\r\n\r\n${BODY}`, `HTTP/1.1 1000 OK\r\n\r\n${BODY}`],
  ["another protocol", "220 mail.example.com ESMTP\r\n", "220 mail.example.com ESMTP\r\n"],
  ["the beginning of a head", "HTTP/1.1 10", "HTTP/1.1 10"],
  ["half a head", "HTTP/1.1 200 OK\r\nx: a\r\n", "HTTP/1.1 200 OK\r\nx: a\r\n"],
];

/** Output of the filter for chunks in turn, to the end. */
const filtered = (chunks: Buffer[]): string => {
  const filter = createHeadFilter();
  filter.expect();
  const parts = chunks.map((chunk) => filter.feed(chunk));
  return Buffer.concat([...parts, filter.end()].flatMap((part) => part ?? [])).toString("latin1");
};

const bytesOf = (text: string) => Buffer.from(text, "latin1");

describe.each(CASES)("%s", (_name, came, goesOn) => {
  const bytes = bytesOf(came);

  it("is treated the same wherever it is cut", () => {
    expect(filtered([bytes])).toBe(goesOn);
    for (let at = 1; at < bytes.length; at++) {
      expect(filtered([bytes.subarray(0, at), bytes.subarray(at)]), `cut at ${at}`).toBe(goesOn);
    }
    expect(filtered([...bytes].map((byte) => Buffer.from([byte])))).toBe(goesOn);
  });

  it("passes unchanged when no answer is expected", () => {
    expect(createHeadFilter().feed(bytes)?.toString("latin1")).toBe(came);
  });
});

describe("the filter", () => {
  const piece = fc.constantFrom(
    "\r",
    "\n",
    "\r\n",
    "\r\n\r\n",
    " ",
    "\t",
    "x: y",
    "HTTP/1.1 ",
    "100",
    "200",
    CONTINUE,
    "\0",
  );
  const anything = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
  const cuts = fc.array(fc.nat(400), { maxLength: 6 });

  it("gives the same output for any bytes, cut anywhere", () => {
    fc.assert(
      fc.property(anything, cuts, (text, places) => {
        const ends = [...places.map((place) => place % (text.length + 1)).sort((a, b) => a - b), text.length];
        const chunks = ends.map((end, index) => bytesOf(text).subarray(ends[index - 1] ?? 0, end));
        expect(filtered(chunks)).toBe(filtered([bytesOf(text)]));
      }),
    );
  });

  it("changes no byte after a head, and starts again only on request", () => {
    fc.assert(
      fc.property(anything, anything, (first, second) => {
        const filter = createHeadFilter();
        filter.expect();
        const head = "HTTP/1.1 200 OK\r\nx: y\r\n\r\n";
        expect(filter.feed(bytesOf(head + first))?.toString("latin1")).toBe(head + first);
        expect(filter.feed(bytesOf(second))?.toString("latin1")).toBe(second);
        filter.expect();
        expect(filter.feed(bytesOf(CONTINUE + OK))?.toString("latin1")).toBe(OK);
      }),
    );
  });

  it("fails on a head of more than 16 KiB, and buffers at most 12 bytes", () => {
    const long = `HTTP/1.1 200 OK\r\nx: ${"y".repeat(16_400)}`;
    const after = "\r\nz: a\r\n b\r\n\r\n";
    expect(filtered([bytesOf(long), bytesOf(after)]) === long + after).toBe(true);
    const interim = `HTTP/1.1 103 x\r\nx: ${"y".repeat(16_400)}`;
    const goesOn = filtered([bytesOf(interim), bytesOf(after)]);
    expect(goesOn.length).toBe(interim.length + after.length - 16_384);
    expect(goesOn.endsWith(after)).toBe(true);
    fc.assert(
      fc.property(anything, (text) => {
        const filter = createHeadFilter();
        filter.expect();
        filter.feed(bytesOf(text));
        expect(filter.end()?.length ?? 0).toBeLessThanOrEqual(12);
      }),
    );
  });

  it("counts bytes since a request was written, and releases buffered bytes at the end", async () => {
    const stream = new PassThrough();
    const heads = filterResponseHeads(stream);
    heads.expect();
    const half = "HTTP/1.1 200 OK\r\nx: y\r\n";
    stream.end(CONTINUE + half);
    const got: Buffer[] = [];
    for await (const chunk of stream) got.push(chunk);
    expect(heads.bytesSeen()).toBe(CONTINUE.length + half.length);
    expect(Buffer.concat(got).toString()).toBe(half);
  });
});

describe("through the sender", () => {
  const answers = [CONTINUE, CONTINUE + CONTINUE, HINTS, PROCESSING, CONTINUE + HINTS + PROCESSING];

  it.each([false, true])(
    "interim answers and folds are read on a kept connection, and bodies stay as they are (TLS: %s)",
    async (isTls) => {
      const length = Buffer.byteLength(BODY);
      const final = `HTTP/1.1 200 OK\r\nx-folded: a\r\n\tb\r\ncontent-length: ${length}\r\n\r\n${BODY}`;
      let count = 0;
      const answer = (socket: { write: (text: string) => unknown }) =>
        socket.write(answers[count++ % answers.length] + final);
      const receiver = isTls ? await tlsReceiver({}, () => {}, answer) : await rawReceiver(answer);
      if (isTls) trustTestCertificate();
      const { send } = senderWith({ resolver: resolvesTo("127.0.0.1") });
      const url = isTls ? `https://hooks.example.com:${receiver.port}/` : receiver.url;
      for (const _answer of answers) {
        const { response, error } = await send(url);
        expect(error).toBe(null);
        expect(response).toMatchObject({ status: 200, bodyTruncated: false, headers: { "x-folded": "a b" } });
        expect(Buffer.from(response?.body ?? []).toString()).toBe(BODY);
      }
      expect(receiver.connections()).toBe(1);
    },
  );

  it("an answer that comes byte by byte is read", async () => {
    const receiver = await rawReceiver((socket) => {
      const bytes = [...Buffer.from(`${CONTINUE}${HINTS}HTTP/1.1 201 Made\r\nx:\r\n y\r\ncontent-length: 2\r\n\r\nok`)];
      socket.setNoDelay(true);
      const next = () => {
        const byte = bytes.shift();
        if (byte !== undefined) socket.write(Buffer.from([byte]), () => setImmediate(next));
      };
      next();
    });
    const { response } = await senderWith().send(receiver.url);
    expect(response).toMatchObject({ status: 201, headers: { x: "y" } });
  });
});
