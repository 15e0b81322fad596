import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import type { LogFields } from "#domain/context.ts";
import { createAccessLog } from "#server/http-server/access-log.ts";
import { withRequestId } from "#server/http-server/request-id.ts";
import { type EndedRequest, nameRoute, watchRequests } from "#server/http-server/watch-requests.ts";
import { createLogger } from "#server/logging/logger.ts";

const ended = (changes: Partial<EndedRequest> = {}): EndedRequest => ({
  method: "GET",
  route: "/v1/events",
  status: 200,
  durationMs: 1.23,
  isStream: false,
  ...changes,
});

const captured = (oneOf: number) => {
  const lines: LogFields[] = [];
  return { lines, tell: createAccessLog({ info: (fields) => void lines.push(fields) }, oneOf) };
};

it("the first request of each kind is written, and one of a hundred after it", () => {
  const { lines, tell } = captured(100);
  for (let n = 0; n < 201; n++) tell(ended());
  tell(ended({ status: 401 }));
  expect(lines).toEqual([
    ...[1, 2, 3].map(() => ({ method: "GET", route: "/v1/events", httpStatus: 200, durationMs: 1.2, oneOf: 100 })),
    expect.objectContaining({ httpStatus: 401 }),
  ]);
});

it("each fault and each slow request is written, and a stream is not slow", () => {
  const { lines, tell } = captured(100);
  for (let n = 0; n < 3; n++) tell(ended({ status: 503 }));
  for (let n = 0; n < 3; n++) tell(ended({ status: 201, durationMs: 6_000 }));
  for (let n = 0; n < 3; n++) tell(ended({ status: 202, durationMs: 60_000, isStream: true }));
  expect(lines.map(({ httpStatus }) => httpStatus)).toEqual([503, 503, 503, 201, 201, 201, 202]);
});

it("the line has the id of its request and the pattern of its path, never the path", async () => {
  const texts: string[] = [];
  const log = createLogger("info", "web_1", { write: (text: string) => void texts.push(text) });
  const requests: EndedRequest[] = [];
  const watched = watchRequests(
    (_, response) => {
      nameRoute(response, "/e/{key}");
      response.writeHead(200).end("ok");
    },
    [createAccessLog(log, 1), (request) => void requests.push(request)],
  );
  const server = createServer(withRequestId(watched, []));
  onTestFinished(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/e/secret-key`);
  await answer.text();
  await expect.poll(() => texts.length).toBe(1);
  expect(JSON.parse(texts[0] ?? "")).toMatchObject({
    msg: "request answered",
    route: "/e/{key}",
    httpStatus: 200,
    requestId: answer.headers.get("x-request-id"),
  });
  expect(texts.join()).not.toContain("secret-key");
  expect(requests).toEqual([expect.objectContaining({ method: "GET", status: 200, isStream: false })]);
});
