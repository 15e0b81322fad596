import { z } from "zod";
import type { ApiScope } from "#domain/api-keys/api-key.schema.ts";
import type { Actor } from "#domain/context.ts";
import type { LimitName } from "#domain/limits/limits.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { validate } from "#rest/validate.ts";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** Schemas of the three parts of input. A part that is left out is not read. */
type Input = { readonly params?: z.ZodObject; readonly query?: z.ZodObject; readonly body?: z.ZodType };

type Parsed<In extends Input> = z.output<z.ZodObject<{ [Part in keyof In]: Extract<In[Part], z.ZodType> }>>;

type Description = {
  method: Method;
  /** As OpenAPI writes it: `/v1/tenant-admin/webhooks/{id}`. */
  path: `/v1/${string}`;
  operationId: string;
  tag: string;
  /** One sentence for the API description. */
  summary: string;
  /** When the route answers 409; none if left out. */
  conflict?: string;
  /** Status of a success. */
  status: 200 | 201 | 202 | 204;
  /** Null: no body. */
  answer: z.ZodType | null;
  /** A second kind of success: a result that is not a whole `answer`. */
  otherwise?: { status: 200; answer: z.ZodType; description: string };
  /** Describes the body of a route that takes events: the handler gets them unparsed (`PostedEvents`). */
  takesEvents?: z.ZodType;
  /** The answer holds no data of a customer, so an erasure leaves it where it is kept under an idempotency key. */
  answersWithoutData?: true;
  /**
   * Remembers the answer under an idempotency key after the call, not in its transaction: the call sends a request, or works in
   * many short transactions whose work a repeat finds done.
   */
  isRememberedAfter?: true;
  /** Limit of the tenant that a call counts for; reads or writes, by its method, if left out. */
  limit?: LimitName;
};

type Handler<In extends Input, Caller, Answer> = (caller: Caller, input: Parsed<In>) => Promise<Answer>;

type AnswerOf<Answer extends z.ZodType | null> = Answer extends z.ZodType ? z.input<Answer> : unknown;
type OtherwiseOf<Other> = Other extends { answer: infer Answer extends z.ZodType } ? z.input<Answer> : never;

/** A route, served and described from this one definition. */
export type Route = Omit<Description, "limit"> & {
  /** Null for routes that know no tenant. */
  limit: LimitName | null;
  /** Scope that an API key needs; null = everybody may call it, without a key. */
  scope: ApiScope | null;
  input: Input;
  /** Validates the input and calls the domain. */
  run: (deps: EngineDeps, actor: Actor | null, input: Record<keyof Input, unknown>) => Promise<unknown>;
};

/** A route for holders of an API key with that scope; the tenant is the key's. */
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
  handle: Handler<In, { deps: EngineDeps; actor: Actor }, AnswerOf<Answer> | OtherwiseOf<Other>>;
}): Route => ({
  ...description,
  limit: description.limit ?? (description.method === "GET" ? "reads" : "writes"),
  input,
  run: async (deps, actor, given) => {
    if (!actor) throw new Error(`${description.operationId} was called without an actor`);
    return handle({ deps, actor }, parse(input, given));
  },
});

/** A route for everybody: no key, no tenant. */
export const definePublicRoute = <const In extends Input, Answer extends z.ZodType>({
  input,
  handle,
  ...description
}: Description & {
  input: In;
  answer: Answer;
  handle: Handler<In, { deps: EngineDeps }, AnswerOf<Answer>>;
}): Route => ({
  ...description,
  scope: null,
  limit: null,
  input,
  run: (deps, _, given) => handle({ deps }, parse(input, given)),
});

/** Tells whether a route remembers its answers under an idempotency key: every POST of a tenant does. */
export const takesIdempotencyKey = ({ method, scope }: Pick<Route, "method" | "scope">): boolean =>
  method === "POST" && scope !== null;

const parse = <In extends Input>(input: In, given: Record<keyof Input, unknown>): Parsed<In> =>
  validate(z.object(input) as unknown as z.ZodType<Parsed<In>>, given);
