import type { z } from "zod";
import type { EventFamily } from "#domain/event-types/event-families.ts";

/** Texts of the dashboard in German: the same lists, each with as many cases as the English one. */
export type GermanTexts = {
  title: string;
  description: string;
  details: string;
  sentWhen: readonly [string, ...string[]];
  notSentWhen: readonly [string, ...string[]];
};

export type EventType = {
  name: string;
  family: EventFamily;
  /** Name in words: what pickers and logs show. */
  title: string;
  /** One line for lists. */
  description: string;
  german: GermanTexts;
  /** A few sentences for the catalogue page and the documentation. */
  details: string;
  /** Cases in which the backend sends it, and similar cases in which it sends another type or none. */
  sentWhen: readonly string[];
  notSentWhen: readonly string[];
  /** Schema of `data`, loose: unknown fields stay. Defaults, coercion and transforms are not allowed. */
  data: z.ZodObject;
  /** Excludes tenantId. */
  sample: Record<string, unknown>;
  /** Types that cause this one. `family`: all sendable types of its family but itself. */
  derivedFrom: readonly string[] | "family";
  /** Tells whether the backend may send it. For a derived type, `derivedFrom` names what to send instead. */
  sendable: boolean;
};

type Definition<Name extends string, Family extends EventFamily, Data extends z.ZodObject> = {
  name: Name & `${Family}.${string}`;
  family: Family;
  title: string;
  description: string;
  german: GermanTexts;
  details: string;
  sentWhen: readonly [string, ...string[]];
  notSentWhen: readonly [string, ...string[]];
  data: Data;
  sample: z.input<Data>;
  derivedFrom?: readonly string[] | "family";
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
