import { readFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import tls from "node:tls";
import { onTestFinished } from "vitest";
import { addressPolicy } from "#domain/url-policy/address-policy.ts";
import { parseNetworks } from "#domain/url-policy/networks.ts";
import type { HttpRequest } from "#engine/http-sender.ts";
import { createHttpSender, type HttpSenderOptions } from "#server/http-client/http-client.ts";

export const TEST_PEM = readFileSync(new URL("./fixtures/test-only-tls.pem", import.meta.url), "utf8");
export const OK_ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

export const networksOf = (text: string) => {
  const parsed = parseNetworks(text);
  if (!parsed.ok) throw new Error(`${parsed.bad} is not a network`);
  return parsed.networks;
};

const baseUrl = "http://localhost:3000";
/** Policy of a real installation without allowed networks. */
export const STRICT = addressPolicy({ baseUrl });
export const LOOPBACK_ALLOWED = addressPolicy({ allowNetworks: networksOf("127.0.0.0/8,::1/128"), baseUrl });

/** Creates the real sender, closed when the test ends; loopback is allowed unless `policy` says otherwise. */
export const senderWith = (options: Partial<HttpSenderOptions> = {}) => {
  const sender = createHttpSender({ policy: LOOPBACK_ALLOWED, ...options });
  onTestFinished(sender.close);
  const send = (url: string, input: Partial<HttpRequest> = {}) =>
    sender.send({ url, tenantId: "t1", headers: {}, body: Buffer.from("{}"), timeoutMs: 5_000, ...input });
  return { send, close: sender.close };
};

/** Opens a server on a free port of 127.0.0.1 until the test ends, and counts connections. */
export const listen = async (server: net.Server) => {
  const sockets = new Set<net.Socket>();
  let connections = 0;
  server.on("connection", (socket: net.Socket) => {
    connections++;
    sockets.add(socket.on("error", () => {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    port,
    url: `http://127.0.0.1:${port}/hook`,
    connections: () => connections,
    close,
    /** Resolves when the other side has closed every connection. */
    allClosed: () =>
      Promise.all(
        [...sockets].map((socket) => socket.closed || new Promise((resolve) => socket.once("close", resolve))),
      ),
  };
};

export const httpReceiver = (handler: http.RequestListener) => listen(http.createServer(handler));

/**
 * Starts a raw byte server: `onRequest` gets each request's socket, its number there, and its bytes, which come at
 * once.
 */
export const rawReceiver = (onRequest: (socket: net.Socket, requestOnSocket: number, bytes: Buffer) => void) =>
  listen(
    net.createServer((socket) => {
      let count = 0;
      socket.on("data", (bytes) => onRequest(socket, ++count, bytes));
    }),
  );

/** Starts a server that answers 200 over TLS with the self-signed certificate of the tests. */
export const tlsReceiver = (
  options: tls.TlsOptions = {},
  onSocket: (socket: tls.TLSSocket) => void = () => {},
  onRequest: (socket: tls.TLSSocket) => void = (socket) => void socket.write(OK_ANSWER),
) => {
  const server = tls.createServer({ key: TEST_PEM, cert: TEST_PEM, ...options }, (socket) => {
    onSocket(socket.on("error", () => {}));
    socket.on("data", () => onRequest(socket));
  });
  server.on("tlsClientError", () => {});
  return listen(server);
};

/** Makes this process trust the certificate of the tests until the test ends. */
export const trustTestCertificate = () => {
  const authorities = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...authorities, TEST_PEM]);
  onTestFinished(() => tls.setDefaultCACertificates(authorities));
};

export const resolvesTo =
  (...addresses: string[]) =>
  async () => ({ addresses, ttlSeconds: 60 });
