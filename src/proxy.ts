import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { env } from "#env.ts";
import { NONCE_HEADER, PAGE_PATH_HEADER } from "#server/page-headers/page-headers.ts";
import { frameAncestors, pagePolicy } from "#server/page-headers/page-policy.ts";

const POLICY_HEADER = "content-security-policy";

/**
 * Gives each page its content policy with a nonce of its own; Next reads it from the request and puts the nonce on the scripts
 * that it writes. Tells the page its own address, to come back to after a sign-in. Access rules have no place here: each page and
 * procedure asks for the session itself.
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
  // For browsers that know no frame-ancestors; it can't name two origins.
  if (ancestors[0] === "'none'") response.headers.set("x-frame-options", "DENY");
  return response;
};

export const config = {
  // Pages only: the proxy keeps a whole body in memory, which is not for events, nor for what webhooks send to the inspector.
  matcher: ["/((?!e/|v1(?:/|$)|api/|demo/receiver/|_next/static/|icon\\.svg$).*)"],
};
