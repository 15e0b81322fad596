import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { onTestFinished } from "vitest";

export const DATABASE_CA_FILE = new URL("./fixtures/test-only-database-ca.pem", import.meta.url).pathname;
/** Key and certificate of a database named localhost. */
export const DATABASE_PEM = readFileSync(new URL("./fixtures/test-only-database-server.pem", import.meta.url), "utf8");

const SSL_REQUEST = 80_877_103;

export const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

/** Protocol message: letter, length, body. */
export const message = (letter: string, ...body: Buffer[]): Buffer => {
  const content = Buffer.concat(body);
  return Buffer.concat([Buffer.from(letter), int32(content.length + 4), content]);
};

const authentication = (code: number, body = ""): Buffer => message("R", int32(code), Buffer.from(body));

export const ASKS = {
  cleartext: authentication(3),
  md5: authentication(5, "salt"),
  scram: authentication(10, "SCRAM-SHA-256\0\0"),
};
/** Messages that accept the client without authentication. */
export const WELCOME = Buffer.concat([authentication(0), message("Z", Buffer.from("I"))]);

export const refusal = (text: string): Buffer => message("E", Buffer.from(`SFATAL\0VFATAL\0C08P01\0M${text}\0\0`));

export type FakePostgres = {
  port: number;
  /** Options of each start packet, by connection. */
  startups: Record<string, string>[];
  /** Bytes after the start packets of all connections. */
  said: () => string;
};

/**
 * Server on PostgreSQL's port. The first answer follows the start packet, each further one a message of the client.
 * @param isSecure whether the server accepts TLS, with the certificate of the fixtures
 */
export const startFakePostgres = async (answers: readonly Buffer[], isSecure = false): Promise<FakePostgres> => {
  const startups: Record<string, string>[] = [];
  const heard: Buffer[] = [];
  const sockets = new Set<Socket>();
  const serve = (socket: Socket) => {
    const waiting = [...answers];
    const answer = () => {
      const next = waiting.shift();
      if (next) socket.write(next);
    };
    socket.once("data", (packet: Buffer) => {
      if (isSecure && packet.readInt32BE(4) === SSL_REQUEST) {
        socket.write("S");
        return serve(new TLSSocket(socket, { isServer: true, key: DATABASE_PEM, cert: DATABASE_PEM }));
      }
      startups.push(parametersOf(packet));
      socket.on("data", (chunk: Buffer) => {
        heard.push(chunk);
        answer();
      });
      answer();
    });
    socket.on("error", () => {});
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    serve(socket);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });
  const { port } = server.address() as AddressInfo;
  return { port, startups, said: () => Buffer.concat(heard).toString("latin1") };
};

/** Parameters of a start packet. */
export const parametersOf = (packet: Buffer): Record<string, string> => {
  const words = packet.subarray(8).toString().split("\0");
  const pairs = words.flatMap((word, index) => (index % 2 === 0 && word ? [[word, words[index + 1] ?? ""]] : []));
  return Object.fromEntries(pairs);
};
