import type { z } from "zod";

/**
 * What an event is about. `<family>Id` in its data names the appointment, payment or service; events of the last two
 * families are about a webhook, and only we ourselves make them.
 */
export type EventFamily = "appointment" | "payment" | "service" | OperationalFamily;
export type OperationalFamily = "webhook" | "delivery";

/** One thing that can happen, as a tenant subscribes to it. */
export type EventType = {
  name: string;
  family: EventFamily;
  /** For the owner of a salon, in plain words. */
  description: string;
  /** What `data` must look like. Loose: fields it does not name are kept. No defaults, no coercion, no transforms. */
  data: z.ZodObject;
  /** A realistic `data`, without tenantId. */
  sample: Record<string, unknown>;
  /** The types whose events also make one of this type. */
  derivedFrom: readonly string[];
  /** Whether the backend may send it; one that is only derived names in `derivedFrom` what to send instead. */
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

/** Types one entry of the catalog: the sample must satisfy the schema, and the name starts with its family. */
export const defineEventType = <
  const Name extends string,
  const Family extends EventFamily,
  const Data extends z.ZodObject,
>(
  definition: Definition<Name, Family, Data>,
): EventType & { name: Name } => ({ derivedFrom: [], sendable: true, ...definition });
