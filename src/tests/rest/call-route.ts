import { type ApiScope, apiScope } from "#domain/api-keys/api-key.schema.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import type { Actor } from "#domain/context.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { Route } from "#rest/route.ts";
import { serveRoute } from "#rest/serve-route.ts";
import { apiRequest, responseOf } from "#tests/rest/api-request.ts";

export type Call = {
  key?: string;
  id?: string;
  /** Recovery id. */
  rid?: string;
  query?: string;
  /** Sent as JSON; a string is sent unchanged. */
  body?: unknown;
  headers?: Record<string, string>;
};

// The answers are whatever came; tests look at them with matchers.
// biome-ignore lint/suspicious/noExplicitAny: an unknown JSON document is what a client gets
export type Answer = { status: number; headers: Headers; body: any };

/** Calls a route as a client would, without a socket. */
export const callRoute = async (
  deps: EngineDeps,
  route: Route,
  { key, id, rid, query = "", body, headers }: Call = {},
) => {
  const path = route.path.replace("{id}", encodeURIComponent(id ?? "")).replace("{rid}", encodeURIComponent(rid ?? ""));
  const request = apiRequest(route.method, `${path}${query}`, {
    headers: {
      ...(key ? { Authorization: `Bearer ${key}` } : {}),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
  });
  const params = { ...(id === undefined ? {} : { id }), ...(rid === undefined ? {} : { rid }) };
  return readAnswer(responseOf(await serveRoute(route, deps)(request, params)));
};

export const readAnswer = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const isJson = /json$/.test(response.headers.get("content-type") ?? "");
  const body = text === "" ? undefined : isJson ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body };
};

/** Adds an API key of the tenant, with all scopes by default. */
export const addKey = async (deps: EngineDeps, actor: Actor, scopes: ApiScope[] = apiScope.options): Promise<string> =>
  (await createApiKey(deps, actor, { name: "test", scopes })).key;
