import type { Instrumentation } from "next";

/**
 * Logs what a page or a route handler of Next throws, with the id of the request. Next prints such errors too, without the id.
 * Next reads this file by its name, and builds it for its edge runtime as well, which has no database.
 */
export const onRequestError: Instrumentation.onRequestError = async (err, _request, { routePath }) => {
  // biome-ignore lint/style/noProcessEnv: Next replaces exactly this text while it builds
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const [{ deps }, { writeLine }] = await Promise.all([import("#server/deps.ts"), import("#domain/log-lines.ts")]);
  writeLine(deps().log, "request failed", { handler: "page", procedure: routePath, err });
};
