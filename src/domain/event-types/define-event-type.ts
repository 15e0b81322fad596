import type { z } from "zod";

/**
 * Subject of an event. `<family>Id` in its data names the appointment, payment or service; the last two families are
 * about a webhook, and only the system makes their events.
 */
export type EventFamily = "appointment" | "payment" | "service" | OperationalFamily;
export type OperationalFamily = "webhook" | "delivery";

/** One kind of event that a tenant can subscribe to. */
export type EventType = {
  name: string;
  family: EventFamily;
  /** Plain words for the owner of a salon. */
  description: string;
  /** Schema of `data`. Loose: fields it does not name are kept. No defaults, no coercion, no transforms. */
  data: z.ZodObject;
  /** A realistic `data`, without tenantId. */
  sample: Record<string, unknown>;
  /** Types whose events also make one of this type. */
  derivedFrom: readonly string[];
  /** Whether the backend may send it; for a derived type, `derivedFrom` names what to send instead. */
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
