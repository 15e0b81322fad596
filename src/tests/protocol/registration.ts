import { z } from "zod";

const limit = z.strictObject({ limit: z.int().positive(), key: z.string().optional() });

/** Registration format of a function; an option that the executor does not implement fails the registration. */
const functionConfig = z.strictObject({
  id: z.string(),
  name: z.string(),
  triggers: z
    .array(z.union([z.strictObject({ event: z.string() }), z.strictObject({ cron: z.string() })]))
    .min(1)
    .max(10),
  steps: z.strictObject({
    step: z.strictObject({
      id: z.literal("step"),
      name: z.literal("step"),
      runtime: z.strictObject({ type: z.literal("http"), url: z.url() }),
      retries: z.strictObject({ attempts: z.int().min(0).max(20) }),
    }),
  }),
  batchEvents: z.strictObject({ maxSize: z.int().min(1).max(100), timeout: z.string().regex(/^\d+s$/) }).optional(),
  concurrency: z.union([limit.transform((one) => [one]), z.array(limit).max(2)]).default([]),
});

const registration = z.object({
  appName: z.string(),
  deployType: z.literal("ping"),
  v: z.literal("0.1"),
  sdk: z.string().startsWith("js:v"),
  functions: z.array(functionConfig).min(1),
});

export type RegisteredFunction = {
  /** `<app>-<function>` */
  id: string;
  url: string;
  events: string[];
  attemptsMax: number;
  batch: { sizeMax: number; waitMs: number } | null;
  /** Concurrency keys of an event, each with the most steps that may execute at once. */
  limitsOf: (event: { data: Record<string, unknown> }) => { key: string; max: number }[];
};

/** Reads the body of `POST /fn/register`; throws on a protocol violation or an unimplemented option. */
export const readRegistration = (body: unknown): RegisteredFunction[] =>
  registration.parse(body).functions.map(({ id, triggers, steps: { step }, batchEvents, concurrency }) => {
    for (const { key } of concurrency) if (key && !KEY.test(key)) throw new Error(`concurrency key ${key} of ${id}`);
    return {
      id,
      url: step.runtime.url,
      events: triggers.flatMap((trigger) => ("event" in trigger ? [trigger.event] : [])),
      attemptsMax: step.retries.attempts + 1,
      batch: batchEvents
        ? { sizeMax: batchEvents.maxSize, waitMs: Number.parseInt(batchEvents.timeout, 10) * 1_000 }
        : null,
      limitsOf: ({ data }) =>
        concurrency.map(({ key = "", limit: max }) => ({
          key: `${id} ${key} ${key ? String(data[key.slice(PATH.length)]) : ""}`,
          max,
        })),
    };
  });

const PATH = "event.data.";
const KEY = /^event\.data\.[A-Za-z]+$/;
