"use client";

import { Ban, CalendarClock, CircleCheck, CircleX, Clock, type LucideIcon, RotateCw } from "lucide-react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { classNames } from "#components/ui/class-names.ts";
import type { Tone } from "#components/ui/tints.ts";
import type { EventView } from "#domain/events/event.schema.ts";
import { type EventOutcome, eventOutcome } from "#features/events/event-outcome.ts";
import { usePausedWebhooks } from "#features/labels/use-webhook-names.ts";

const LOOK: Record<EventOutcome["kind"], { tone: Tone; text: string; icon: LucideIcon }> = {
  rejected: { tone: "bad", text: "text-bad", icon: CircleX },
  scheduled: { tone: "calm", text: "text-calm", icon: CalendarClock },
  canceled: { tone: "calm", text: "text-calm", icon: Ban },
  nobody: { tone: "calm", text: "text-calm", icon: Ban },
  waiting: { tone: "calm", text: "text-calm", icon: Clock },
  retrying: { tone: "warn", text: "text-warn", icon: RotateCw },
  failed: { tone: "bad", text: "text-bad", icon: CircleX },
  delivered: { tone: "ok", text: "text-ok", icon: CircleCheck },
};

export const EventOutcomeBadge = ({ event }: { event: EventView }) => {
  const t = useTranslations("events.outcome");
  const isPaused = usePausedWebhooks(event.mode);
  const { kind, label } = eventOutcome(event, { t, isPaused });
  const { tone, icon } = LOOK[kind];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
};

/** Outcome without a frame, for rows. */
export const OutcomeText = ({ outcome: { kind, label } }: { outcome: EventOutcome }) => {
  const { text, icon: Icon } = LOOK[kind];
  return (
    <span
      title={label}
      className={classNames("inline-flex max-w-full min-w-0 items-center gap-1.5 align-middle font-medium", text)}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span className="max-sm:whitespace-normal sm:truncate">{label}</span>
    </span>
  );
};
