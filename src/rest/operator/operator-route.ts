import type { z } from "zod";
import type { OperatorActor, OperatorDeps } from "#domain/operator/operator-deps.ts";
import type { OperatorScope } from "#domain/operator/operator-scope.values.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import {
  type AnswerOf,
  type DescribedRoute,
  type Description,
  type Handler,
  type Input,
  type OtherwiseOf,
  parserOf,
} from "#rest/route.ts";

/** `scopes`, `allowedFrom` and `keyExpiresAt` bound the keys that the caller may make. */
export type OperatorCaller = {
  deps: OperatorDeps & EngineDeps;
  actor: OperatorActor;
  scopes: readonly OperatorScope[];
  allowedFrom: readonly string[];
  keyExpiresAt: Date | null;
};

type Given = Record<keyof Input, unknown>;

type ConcernsProcesses = (body: unknown) => { endsSending: boolean } | null;

export type OperatorRoute = DescribedRoute & {
  scope: OperatorScope | null;
  /** Runs in the database as the tenant of the path. */
  isOnBehalf: boolean;
  /** What processes keep in memory changes by this body: the answer waits, after the commit, until they know. Null: nothing. */
  concernsProcesses?: ConcernsProcesses;
  run: (caller: OperatorCaller, input: Given, mediaType: string) => Promise<unknown>;
};

/** Defines a route for operator keys with this scope. Its use case sees all tenants. */
export const defineOperatorRoute = <
  const In extends Input,
  Answer extends z.ZodType | null,
  Other extends Description["otherwise"] = undefined,
>({
  input,
  handle,
  ...description
}: Description & {
  scope: OperatorScope;
  concernsProcesses?: ConcernsProcesses;
  input: In;
  answer: Answer;
  otherwise?: Other;
  handle: Handler<In, OperatorCaller, AnswerOf<Answer> | OtherwiseOf<Other>>;
}): OperatorRoute => {
  const parse = parserOf(input);
  return {
    ...description,
    limit: description.limit ?? (description.method === "GET" ? "reads" : "writes"),
    input,
    isOnBehalf: false,
    run: async (caller, given) => handle(caller, parse(given)),
  };
};
