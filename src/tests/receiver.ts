import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type ReceivedRequest = {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  receivedAt: Date;
};
export type Answer = { status: number; headers?: Record<string, string>; body?: string | Buffer } | "hang" | "reset";

export type Receiver = {
  url: string;
  /** Requests in the order of arrival. */
  requests: ReceivedRequest[];
  /** Answer to a request; 200 "ok" by default. The receiver awaits a returned promise. */
  answer: (request: ReceivedRequest) => Answer | Promise<Answer>;
  /** Resolves with the requests once there are at least `count`. */
  waitFor(count: number): Promise<ReceivedRequest[]>;
  close(): Promise<void>;
};

/** HTTP server on a free loopback port that records every request. */
export const startReceiver = async (): Promise<Receiver> => {
  const waiters = new Set<() => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const received = {
        method: request.method ?? "",
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks),
        receivedAt: new Date(),
      };
      receiver.requests.push(received);
      for (const check of waiters) check();
      give(response, await receiver.answer(received));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    requests: [],
    answer: () => ({ status: 200, body: "ok" }),
    waitFor: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (receiver.requests.length < count) return;
          waiters.delete(check);
          resolve(receiver.requests);
        };
        waiters.add(check);
        check();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
};

const give = (response: ServerResponse, answer: Answer) => {
  if (answer === "hang") return;
  if (answer === "reset") {
    response.socket?.destroy();
    return;
  }
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body ?? "");
};
