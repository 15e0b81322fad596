import { type CronTime, parseCron } from "#inngest/embedded/cron.ts";

export type RunnableFunction = {
  id: string;
  events: string[];
  crons: CronTime[];
  attemptsMax: number;
  /** 1 = no batches. */
  batchMax: number;
  /** `keyOf` null: the limit counts all runs together. */
  concurrency: { limit: number; keyOf: ((event: { data: Record<string, unknown> }) => string) | null }[];
};

const OPTIONS = ["id", "name", "description", "triggers", "retries", "concurrency", "batchEvents"];
const KEY = /^event\.data\.([A-Za-z]+)$/;

/** Throws on an unsupported option, so that the runner never silently differs from a real Inngest. */
export const readOptions = (fn: { opts: object }): RunnableFunction => {
  const options: Record<string, unknown> = { ...fn.opts };
  const id = String(options.id);
  const refuse = (what: string): never => {
    throw new Error(`The embedded runner does not implement ${what}, which the function "${id}" asks for.`);
  };
  for (const name of Object.keys(options))
    if (options[name] !== undefined && !OPTIONS.includes(name)) refuse(`the option "${name}"`);
  if (typeof options.retries !== "number") refuse("default retries (state a number)");

  const triggers = list(options.triggers) as Record<string, unknown>[];
  const events: string[] = [];
  const crons: CronTime[] = [];
  for (const trigger of triggers) {
    if (trigger.if !== undefined) refuse("a trigger with a condition");
    if (trigger.jitter !== undefined) refuse('the cron option "jitter"');
    const { cron, event } = trigger;
    if (typeof cron === "string") crons.push(parseCron(cron) ?? refuse(`the cron "${cron}"`));
    else if (typeof event !== "string") refuse("a trigger that is neither an event nor a cron");
    else if (event.includes("*")) refuse(`the wildcard trigger "${event}"`);
    else events.push(event);
  }

  const batch = options.batchEvents as Record<string, unknown> | undefined;
  for (const name of Object.keys(batch ?? {}))
    if (!["maxSize", "timeout"].includes(name)) refuse(`the batch option "${name}"`);

  return {
    id,
    events,
    crons,
    attemptsMax: Number(options.retries) + 1,
    batchMax: batch ? Number(batch.maxSize) : 1,
    concurrency: list(options.concurrency).map((entry) => {
      if (typeof entry === "number") return { limit: entry, keyOf: null };
      const { limit, key, ...rest } = entry as { limit: number; key?: string };
      if (Object.keys(rest).length > 0) refuse(`the concurrency option "${Object.keys(rest)[0]}"`);
      if (key === undefined) return { limit, keyOf: null };
      const field = KEY.exec(key)?.[1] ?? refuse(`the concurrency key "${key}"`);
      return { limit, keyOf: ({ data }) => String(data[field]) };
    }),
  };
};

const list = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
