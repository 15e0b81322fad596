import { Ban, CalendarClock, CircleCheck, CircleX, Clock, type LucideIcon, RotateCw } from "lucide-react";
import Link from "next/link";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Time } from "#components/ui/time.tsx";
import type { EventView } from "#domain/events/event.schema.ts";
import { type EventOutcome, eventOutcome } from "#features/events/event-outcome.ts";
import { eventLabel } from "#features/labels/event-label.ts";

const LOOK: Record<EventOutcome["kind"], { tone: Tone; icon: LucideIcon }> = {
  rejected: { tone: "bad", icon: CircleX },
  scheduled: { tone: "calm", icon: CalendarClock },
  canceled: { tone: "calm", icon: Ban },
  nobody: { tone: "calm", icon: Ban },
  waiting: { tone: "calm", icon: Clock },
  retrying: { tone: "warn", icon: RotateCw },
  failed: { tone: "bad", icon: CircleX },
  delivered: { tone: "ok", icon: CircleCheck },
};

export const EventOutcomeBadge = ({ event }: { event: EventView }) => {
  const { kind, label } = eventOutcome(event);
  const { tone, icon } = LOOK[kind];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
};

/** One row of the list. `about` names the webhook that the event is about. */
export const EventRow = ({ event, about }: { event: EventView; about?: string | undefined }) => (
  <li className="relative flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3.5 hover:bg-hover">
    <div className="flex min-w-0 flex-1 basis-56 flex-col">
      <span className="flex flex-wrap items-center gap-2">
        <Link
          href={`/events/${event.id}`}
          className="font-medium text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {eventLabel(event.event)}
        </Link>
        {event.test && <Badge tone="accent">Test</Badge>}
      </span>
      {about ? (
        <span className="truncate text-[0.8125rem] text-faint">{`About ${about}`}</span>
      ) : (
        <span className="truncate font-mono text-xs text-faint">{event.resourceId ?? event.event}</span>
      )}
    </div>
    <EventOutcomeBadge event={event} />
    <Time
      at={event.status === "scheduled" && event.dueAt ? event.dueAt : event.createdAt}
      className="relative ml-auto min-w-28 text-right text-[0.8125rem] text-soft"
    />
  </li>
);
