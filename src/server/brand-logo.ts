import { type ApiHandler, emptyAnswer } from "#domain/api-message.ts";
import type { Env } from "#env.ts";

const DAY_SECONDS = 86_400;

/** Serves the operator's picture. Pages name its version in the query, so a new picture is seen at once. */
export const brandLogo =
  (logo: Env["BRAND_LOGO"]): ApiHandler =>
  async ({ method }) => {
    if (method !== "GET") return emptyAnswer(method === "OPTIONS" ? 204 : 405, { Allow: "GET, HEAD, OPTIONS" });
    if (!logo) return emptyAnswer(404);
    return {
      status: 200,
      headers: {
        "Content-Type": logo.type,
        "Cache-Control": `public, max-age=${DAY_SECONDS}`,
        ETag: `"${logo.version}"`,
      },
      bytes: logo.bytes,
    };
  };
