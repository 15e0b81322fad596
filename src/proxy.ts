import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { env } from "#env.ts";
import { NONCE_HEADER, PAGE_PATH_HEADER } from "#server/page-headers/page-headers.ts";
import { frameAncestors, pagePolicy } from "#server/page-headers/page-policy.ts";

const POLICY_HEADER = "content-security-policy";

/**
 * Adds a content policy with a fresh nonce, which Next puts on its scripts, and passes the page's URL on for the
 * sign-in. Pages and procedures check the session themselves.
 */
export const proxy = (request: NextRequest) => {
  const nonce = randomBytes(16).toString("base64");
  const ancestors = frameAncestors(env());
  const policy = pagePolicy({ nonce, frameAncestors: ancestors, isDevelopment: env().isDevelopment });
  const headers = new Headers(request.headers);
  headers.set(NONCE_HEADER, nonce);
  headers.set(POLICY_HEADER, policy);
  headers.set(PAGE_PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set(POLICY_HEADER, policy);
  // X-Frame-Options covers browsers without frame-ancestors; it cannot name two origins.
  if (ancestors[0] === "'none'") response.headers.set("x-frame-options", "DENY");
  return response;
};

export const config = {
  // Matches pages only: the proxy buffers whole bodies, which is too much for events and for webhooks sent to the
  // inspector.
  matcher: ["/((?!e/|v1(?:/|$)|api/|demo/receiver/|_next/static/|icon\\.svg$).*)"],
};
