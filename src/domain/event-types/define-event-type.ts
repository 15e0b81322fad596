import type { z } from "zod";

/** Subject of an event: `data` names it as `<family>Id`. Operational families name a webhook. */
export type EventFamily = "appointment" | "payment" | "service" | OperationalFamily;
export type OperationalFamily = "webhook" | "delivery";

export type EventType = {
  name: string;
  family: EventFamily;
  description: string;
  /** Schema of `data`, loose: unknown fields stay. Defaults, coercion and transforms are not allowed. */
  data: z.ZodObject;
  /** Excludes tenantId. */
  sample: Record<string, unknown>;
  derivedFrom: readonly string[];
  /** Tells whether the backend may send it. For a derived type, `derivedFrom` names what to send instead. */
  sendable: boolean;
};

type Definition<Name extends string, Family extends EventFamily, Data extends z.ZodObject> = {
  name: Name & `${Family}.${string}`;
  family: Family;
  description: string;
  data: Data;
  sample: z.input<Data>;
  derivedFrom?: readonly string[];
  sendable?: boolean;
};

/** Checks at compile time that the sample fits the schema and that the name starts with its family. */
export const defineEventType = <
  const Name extends string,
  const Family extends EventFamily,
  const Data extends z.ZodObject,
>(
  definition: Definition<Name, Family, Data>,
): EventType & { name: Name } => ({ derivedFrom: [], sendable: true, ...definition });
