import { z } from "zod";
import { eventOutcomesView } from "#domain/deliveries/outcome.schema.ts";
import { eventStatus } from "#domain/events/event.schema.ts";
import { mode } from "#domain/mode.schema.ts";

/** Chapters of one story. Older ones are left out. */
export const CHAPTERS_MAX = 100;

/** Id of the booking platform, as an event names it. */
export const storyInput = z.strictObject({ resourceId: z.string().min(1).max(200), mode: mode.optional() });

/** Facts that tell what an event changed; null where the event does not say, or is no longer kept. */
export const storyFacts = z.object({
  startTime: z.string().nullable(),
  timezone: z.string().nullable(),
  amount: z.number().nullable(),
  currency: z.string().nullable(),
  actor: z.object({ kind: z.string(), name: z.string().nullable() }).nullable(),
});

/** One event. `deliveries` include those of the events derived from it. */
export const storyChapter = z.object({
  eventId: z.string(),
  event: z.string(),
  status: eventStatus,
  test: z.boolean(),
  at: z.iso.datetime(),
  dueAt: z.iso.datetime().nullable(),
  facts: storyFacts,
  deliveries: eventOutcomesView.element.shape.deliveries,
});

/** Oldest chapter first. */
export const storyView = z.object({
  resourceId: z.string(),
  customer: z.string().nullable(),
  chapters: z.array(storyChapter).max(CHAPTERS_MAX),
  hasEarlier: z.boolean(),
});

export type StoryInput = z.output<typeof storyInput>;
export type StoryFacts = z.output<typeof storyFacts>;
export type StoryChapter = z.output<typeof storyChapter>;
export type StoryView = z.output<typeof storyView>;
