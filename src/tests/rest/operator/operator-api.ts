import type { ApiRequest } from "#domain/api-message.ts";
import { createOperatorKey } from "#domain/operator/create-operator-key.ts";
import type { OperatorParts } from "#domain/operator/operator-deps.ts";
import type { OperatorScope } from "#domain/operator/operator-scope.values.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { operatorResources } from "#rest/operator/operator-resources.ts";
import { restResources } from "#rest/rest-resources.ts";
import { createFinder } from "#server/http-server/find-resource.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { apiRequest, responseOf } from "#tests/rest/api-request.ts";
import { type Answer, readAnswer } from "#tests/rest/call-route.ts";

type Given = { key?: string; body?: unknown; headers?: Record<string, string> };

export type OperatorApi = {
  database: TestDatabase;
  /** Operator key with all scopes. */
  key: string;
  makeKey: (scopes?: OperatorScope[]) => Promise<string>;
  /** Calls a path as a client would, without a socket; `key` is the one above unless another is given. */
  call: (method: ApiRequest["method"], path: string, given?: Given) => Promise<Answer>;
  /** Users whose failed sign-ins were forgotten. */
  forgiven: string[];
  /** Calls on a process whose dependencies differ. */
  callWith: (changes: Partial<EngineDeps>) => OperatorApi["call"];
  close: () => Promise<void>;
};

export const PLATFORM = "https://app.example.com";

/** Creates a database and the paths of operator and tenants on it. */
export const operatorApi = async (settings: Record<string, string> = {}): Promise<OperatorApi> => {
  const database = await testDatabase(settings);
  const { deps } = database;
  const forgiven: string[] = [];
  const parts: OperatorParts = {
    hashPassword: async (password) => `hash of ${password}`,
    forgetSignInFailures: async ({ email }) => {
      forgiven.push(email);
    },
    portalOrigins: [PLATFORM],
  };
  const makeKey = async (scopes?: OperatorScope[]) =>
    (await createOperatorKey(deps, { by: { kind: "system" } }, { name: "test", scopes })).key;
  const key = await makeKey();
  const callWith = (changes: Partial<EngineDeps>): OperatorApi["call"] => {
    const own = { ...deps, ...changes };
    const find = createFinder([...restResources(own), ...operatorResources(own, parts)]);
    return async (method, path, { key: other = key, body, headers } = {}) => {
      const found = find(path.split("?", 1)[0] ?? "");
      if (!found) throw new Error(`no resource has the path ${path}`);
      const request = apiRequest(method, path, {
        headers: {
          ...(other ? { Authorization: `Bearer ${other}` } : {}),
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
          ...headers,
        },
        body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
      });
      return readAnswer(responseOf(await found.answer(request, found.params)));
    };
  };
  return { database, key, makeKey, forgiven, callWith, call: callWith({}), close: database.close };
};
