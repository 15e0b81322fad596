import type { Env } from "#env.ts";

/** Who may show the dashboard in a frame: the sources of a policy's `frame-ancestors`. Nobody, unless the settings name them. */
export const frameAncestors = ({ PORTAL_ORIGINS }: Pick<Env, "PORTAL_ORIGINS">): readonly string[] =>
  PORTAL_ORIGINS.length > 0 ? PORTAL_ORIGINS : ["'none'"];
