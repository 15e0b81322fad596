import { type AddressInfo, createServer, type Socket } from "node:net";

export type CapturedEmail = {
  from: string;
  to: string[];
  /** Message as sent over the wire, and with quoted-printable decoded. */
  raw: string;
  text: string;
};

export type SmtpCapture = {
  url: string;
  emails: CapturedEmail[];
  /** Reply to a finished message; "250 ok" by default. */
  answer: () => string;
  close(): Promise<void>;
};

/** Mail server on a free loopback port that records every message and forwards none. */
export const startSmtpCapture = async (): Promise<SmtpCapture> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("close", () => sockets.delete(socket)).on("error", () => {}));
    talk(socket, capture);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const capture: SmtpCapture = {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    emails: [],
    answer: () => "250 ok",
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return capture;
};

const talk = (socket: Socket, capture: SmtpCapture) => {
  let rest = "";
  let envelope = { from: "", to: [] as string[] };
  let isData = false;
  const say = (line: string) => socket.write(`${line}\r\n`);
  say("220 capture");
  socket.on("data", (chunk: Buffer) => {
    rest += chunk.toString("latin1");
    for (;;) {
      const end = rest.indexOf(isData ? "\r\n.\r\n" : "\r\n");
      if (end < 0) return;
      const part = rest.slice(0, end);
      rest = rest.slice(end + (isData ? 5 : 2));
      if (isData) {
        isData = false;
        const raw = part.replaceAll("\r\n..", "\r\n.");
        capture.emails.push({ ...envelope, raw, text: decode(raw) });
        say(capture.answer());
      } else if (/^MAIL FROM:/i.test(part)) {
        envelope = { from: addressOf(part), to: [] };
        say("250 ok");
      } else if (/^RCPT TO:/i.test(part)) {
        envelope.to.push(addressOf(part));
        say("250 ok");
      } else if (part === "DATA") {
        isData = true;
        say("354 go on");
      } else if (part === "QUIT") socket.end("221 bye\r\n");
      else say(/^(EHLO|HELO|RSET|NOOP)/i.test(part) ? "250 capture" : "502 not known");
    }
  });
};

const addressOf = (line: string) => /<(.*?)>/.exec(line)?.[1] ?? "";

const decode = (raw: string) =>
  Buffer.from(
    raw
      .replaceAll("=\r\n", "")
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString();
