import { type ApiAnswer, type ApiHandler, emptyAnswer, jsonAnswer, type Resource } from "#domain/api-message.ts";

/** Stage of this process, as `/readyz` answers it. */
export type Readiness = { stage: "starting" | "ready" | "draining" };

const READS = "GET, HEAD, OPTIONS";
const SOON = { "Retry-After": "2" };

export const reading =
  (read: () => Promise<ApiAnswer>): ApiHandler =>
  async ({ method }) => {
    if (method === "GET") return read();
    return emptyAnswer(method === "OPTIONS" ? 204 : 405, { Allow: READS });
  };

/**
 * `/livez` says that the process answers, and asks nothing else: a restart cures no database. `/readyz` says whether it should get
 * work now.
 *
 * @param hasDatabase never throws
 */
export const probeResources = (readiness: Readiness, hasDatabase: () => Promise<boolean>): Resource[] => [
  { path: "/livez", answer: reading(async () => jsonAnswer(200, { status: "ok" })) },
  { path: "/readyz", answer: reading(() => answerReady(readiness, hasDatabase)) },
];

const answerReady = async (readiness: Readiness, hasDatabase: () => Promise<boolean>): Promise<ApiAnswer> => {
  if (readiness.stage !== "ready") return jsonAnswer(503, { status: readiness.stage }, SOON);
  return (await hasDatabase())
    ? jsonAnswer(200, { status: "ok", database: "ok" })
    : jsonAnswer(503, { status: "down", database: "down" }, SOON);
};
