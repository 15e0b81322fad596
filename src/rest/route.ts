import { z } from "zod";
import type { ApiScope } from "#domain/api-keys/api-key.schema.ts";
import type { Actor } from "#domain/context.ts";
import type { LimitName } from "#domain/limits/limits.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { validate } from "#rest/validate.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Parts left out are not read. */
export type Input = { readonly params?: z.ZodObject; readonly query?: z.ZodObject; readonly body?: z.ZodType };

export type Parsed<In extends Input> = z.output<z.ZodObject<{ [Part in keyof In]: Extract<In[Part], z.ZodType> }>>;

export type Description = {
  method: Method;
  /** OpenAPI path: `/v1/tenant-admin/webhooks/{id}`. */
  path: `/v1/${string}`;
  operationId: string;
  tag: string;
  summary: string;
  /** Explains the 409 response in the API description; omit when the route has none. */
  conflict?: string;
  /** Success status. */
  status: 200 | 201 | 202 | 204;
  /** Null: no body. */
  answer: z.ZodType | null;
  /** Second success response, for a result that does not match `answer`. */
  otherwise?: { status: 200; answer: z.ZodType; description: string };
  /** Media types of a streamed response, in place of JSON. The first one goes to clients that accept any. */
  streams?: readonly string[];
  /** Says that the body names an object, which may not be there: 404. */
  bodyNamesObject?: true;
  /** Body schema for the description only: the handler gets unparsed events (`PostedEvents`). */
  takesEvents?: z.ZodType;
  /** Promises that responses hold no customer data: an erasure then keeps stored responses. */
  answersWithoutData?: true;
  /**
   * Stores the idempotent response after the call instead of in its transaction: the call sends a request, or uses many
   * short transactions that a repeat finds done.
   */
  isRememberedAfter?: true;
  /** Tenant limit to count; default: reads or writes, by method. */
  limit?: LimitName;
};

export type Handler<In extends Input, Caller, Answer> = (caller: Caller, input: Parsed<In>) => Promise<Answer>;

export type AnswerOf<Answer extends z.ZodType | null> = Answer extends z.ZodType ? z.input<Answer> : unknown;
export type OtherwiseOf<Other> = Other extends { answer: infer Answer extends z.ZodType } ? z.input<Answer> : never;

/** Parts of a route that its description shows, of tenants and of the operator. */
export type DescribedRoute = Omit<Description, "limit"> & {
  /** Null: nobody to count. */
  limit: LimitName | null;
  /** Null: public, without a key. */
  scope: string | null;
  input: Input;
};

export type Route = DescribedRoute & {
  /** API key scope. */
  scope: ApiScope | null;
  run: (
    deps: EngineDeps,
    actor: Actor | null,
    input: Record<keyof Input, unknown>,
    mediaType: string,
  ) => Promise<unknown>;
};

/** Chosen media type of a streamed response. Part of the caller, because a header names it. */
type Caller = { deps: EngineDeps; actor: Actor; mediaType: string };

/** Defines a route for API keys with this scope. The key determines the tenant. */
export const defineRoute = <
  const In extends Input,
  Answer extends z.ZodType | null,
  Other extends Description["otherwise"] = undefined,
>({
  input,
  handle,
  ...description
}: Description & {
  scope: ApiScope;
  input: In;
  answer: Answer;
  otherwise?: Other;
  handle: Handler<In, Caller, AnswerOf<Answer> | OtherwiseOf<Other>>;
}): Route => {
  const parse = parserOf(input);
  return {
    ...description,
    limit: description.limit ?? (description.method === "GET" ? "reads" : "writes"),
    input,
    run: async (deps, actor, given, mediaType) => {
      if (!actor) throw new Error(`${description.operationId} was called without an actor`);
      return handle({ deps, actor, mediaType }, parse(given));
    },
  };
};

export const definePublicRoute = <const In extends Input, Answer extends z.ZodType>({
  input,
  handle,
  ...description
}: Description & {
  input: In;
  answer: Answer;
  handle: Handler<In, { deps: EngineDeps }, AnswerOf<Answer>>;
}): Route => {
  const parse = parserOf(input);
  return {
    ...description,
    scope: null,
    limit: null,
    input,
    run: async (deps, _, given) => handle({ deps }, parse(given)),
  };
};

/** Tells whether responses are stored per idempotency key: true for every POST with a key. */
export const takesIdempotencyKey = ({ method, scope }: Pick<DescribedRoute, "method" | "scope">): boolean =>
  method === "POST" && scope !== null;

/** Builds the schema once: Zod compiles a schema at its first use. */
export const parserOf = <In extends Input>(input: In): ((given: Record<keyof Input, unknown>) => Parsed<In>) => {
  const schema = z.object(input) as unknown as z.ZodType<Parsed<In>>;
  return (given) => validate(schema, given);
};
