import net from "node:net";
import { gzipSync } from "node:zlib";

/** Behaviour of a receiver on one request and its expected outcome: an error code or the status of the answer. */
export type HostileReceiver = {
  name: string;
  /** Called after the first bytes of the request; with `early`, on connect. */
  answer: (socket: net.Socket) => void;
  early?: boolean;
  comesTo: { error: string; status?: never } | { error?: never; status: number; isCut: boolean };
};

const OK_HEAD = "HTTP/1.1 200 OK\r\n";
const GZIP_BOMB = gzipSync(Buffer.alloc(10_000_000));

const says = (...parts: (string | Buffer)[]) => {
  const bytes = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part)));
  return (socket: net.Socket) => void socket.write(bytes);
};

/** Sends a start, and then the same bytes again and again as fast as they are read. */
const floods = (start: string, more: string | Buffer) => (socket: net.Socket) => {
  const flood = () => {
    while (!socket.destroyed && socket.write(more));
  };
  socket.on("drain", flood).write(start);
  flood();
};

const drips = (start: string, more: string) => (socket: net.Socket) => {
  socket.write(start);
  const timer = setInterval(() => socket.write(more), 10);
  socket.on("close", () => clearInterval(timer));
};

const breaksAfter = (start: string) => (socket: net.Socket) =>
  void (start === "" ? socket.resetAndDestroy() : socket.write(start, () => socket.resetAndDestroy()));

const closesAfter = (start: string) => (socket: net.Socket) => void socket.end(start);

const body = (bytes: Buffer | string) => {
  const content = Buffer.from(bytes);
  return says(`${OK_HEAD}content-length: ${content.length}\r\n\r\n`, content);
};

const timeout = { error: "timeout" };
const reset = { error: "connection_reset" };
const invalid = { error: "invalid_response" };
const whole = { status: 200, isCut: false };
const cut = { status: 200, isCut: true };

const one = (name: string, comesTo: HostileReceiver["comesTo"], answer: HostileReceiver["answer"], early = false) => ({
  name,
  comesTo,
  answer,
  early,
});

export const HOSTILE_RECEIVERS: readonly HostileReceiver[] = [
  one("never answers", timeout, () => {}),
  one("never reads", timeout, (socket) => void socket.pause(), true),
  one("drips its headers", timeout, drips(OK_HEAD, "x")),
  one("drips whole header lines", timeout, drips(OK_HEAD, "x: y\r\n")),
  one("drips 103 for ever", timeout, drips("", "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n")),
  one("floods with 103", timeout, floods("", "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(100))),
  one("floods with 100", timeout, floods("", "HTTP/1.1 100 Continue\r\n\r\n".repeat(100))),
  one("drips 100 for ever", timeout, drips("", "HTTP/1.1 100 Continue\r\n\r\n")),
  one("sends an interim head without end", invalid, floods("HTTP/1.1 102 Processing\r\nx: ", "y".repeat(10_000))),
  one("floods with header lines", invalid, floods(OK_HEAD, "x-flood: yyyyyyyyyyyyyyyy\r\n".repeat(100))),
  one("sends one header without end", invalid, floods(`${OK_HEAD}x: `, "y".repeat(10_000))),
  one("sends a reason without end", timeout, floods("HTTP/1.1 200 ", "O".repeat(10_000))),
  one("drips its body", cut, drips(`${OK_HEAD}content-length: 100000\r\n\r\n`, "x")),
  one("sends a body without end", cut, floods(`${OK_HEAD}\r\n`, "x".repeat(10_000))),
  one(
    "sends chunks without end",
    cut,
    floods(`${OK_HEAD}transfer-encoding: chunked\r\n\r\n`, "1\r\nx\r\n".repeat(1_000)),
  ),
  one(
    "sends one chunk extension without end",
    cut,
    floods(`${OK_HEAD}transfer-encoding: chunked\r\n\r\n1;`, "x".repeat(10_000)),
  ),
  one("sends a gzip bomb", whole, body(GZIP_BOMB.subarray(0, 10_000))),
  one("sends gzip bombs without end", cut, floods(`${OK_HEAD}content-encoding: gzip\r\n\r\n`, GZIP_BOMB)),
  one(
    "says gzip, deflate, br and sends none",
    whole,
    says(`${OK_HEAD}content-encoding: gzip, deflate, br\r\ncontent-length: 2\r\n\r\nno`),
  ),
  one("resets on connect", reset, breaksAfter(""), true),
  one("resets after the request", reset, breaksAfter("")),
  one("resets within the status line", reset, breaksAfter("HTTP/1.1 20")),
  one("resets within the headers", reset, breaksAfter(`${OK_HEAD}x: y`)),
  one("resets within the body", cut, breaksAfter(`${OK_HEAD}content-length: 100\r\n\r\nhalf`)),
  one("closes on connect", reset, closesAfter(""), true),
  one("closes after the request", reset, closesAfter("")),
  one("closes within the headers", reset, closesAfter(`${OK_HEAD}x: y`)),
  one("sends less than it said", cut, closesAfter(`${OK_HEAD}content-length: 100\r\n\r\nhalf`)),
  one("sends more than it said", whole, says(`${OK_HEAD}content-length: 2\r\n\r\nok and more`)),
  one(
    "sends a second answer",
    whole,
    says(`${OK_HEAD}content-length: 2\r\n\r\nok`, `${OK_HEAD}content-length: 2\r\n\r\nok`),
  ),
  one("says a negative length", invalid, says(`${OK_HEAD}content-length: -1\r\n\r\nok`)),
  one("says a length beyond all numbers", invalid, says(`${OK_HEAD}content-length: ${"9".repeat(40)}\r\n\r\nok`)),
  one("says two lengths", invalid, says(`${OK_HEAD}content-length: 2\r\ncontent-length: 3\r\n\r\nok`)),
  one(
    "says both a length and chunked",
    invalid,
    says(`${OK_HEAD}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`),
  ),
  one("sends broken chunks", cut, says(`${OK_HEAD}transfer-encoding: chunked\r\n\r\nzz\r\nok\r\n`)),
  one(
    "says a chunk beyond all numbers",
    cut,
    says(`${OK_HEAD}transfer-encoding: chunked\r\n\r\n${"f".repeat(40)}\r\nok`),
  ),
  one("sends garbage", invalid, says(Buffer.from([0, 255, 1, 254, 13, 10, 13, 10]))),
  one("sends garbage without end", invalid, floods("", Buffer.alloc(10_000, 7))),
  one("speaks another protocol", invalid, says("220 mail.example.com ESMTP\r\n")),
  one("speaks HTTP/2", invalid, says(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]))),
  one("switches protocols", invalid, says("HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n")),
  one("answers with a status of four digits", invalid, says("HTTP/1.1 2000 OK\r\n\r\n")),
  one("sends a header with NUL", invalid, says(`${OK_HEAD}x: a\0b\r\ncontent-length: 0\r\n\r\n`)),
  one("folds its headers", whole, says(`${OK_HEAD}x: a\r\n b\r\ncontent-length: 0\r\n\r\n`)),
  one("sends NUL and bad UTF-8", whole, body(Buffer.from([0, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0]))),
  one("sends terminal codes", whole, says(`${OK_HEAD}x-title: a\x9b31mb\r\ncontent-length: 9\r\n\r\n\x1b[2J\x1b]0;x`)),
  one("sends direction marks", whole, body("user\u202egnp.exe \u2066\u2069")),
  one(
    "sends a script",
    whole,
    says(`${OK_HEAD}x-script: <script>alert(1)</script>\r\ncontent-length: 25\r\n\r\n<script>alert(1)</script>`),
  ),
];

/** Opens a receiver with this behaviour on a free port of 127.0.0.1. */
export const startHostile = async ({ answer, early }: HostileReceiver) => {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    if (early) return answer(socket);
    socket.once("data", () => answer(socket));
    socket.on("data", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/hook`,
    /** Tells whether the other side has closed every connection. */
    isLeft: () => [...sockets].every((socket) => socket.resume().closed),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
