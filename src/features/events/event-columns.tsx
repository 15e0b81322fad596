"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { Column } from "#components/ui/data-table.tsx";
import type { EventRowView } from "#domain/events/event.schema.ts";
import { useMode } from "#features/current-mode.ts";
import { About, EventName, RowTime } from "#features/deliveries/delivery-cells.tsx";
import { OutcomeText } from "#features/events/event-badge.tsx";
import { eventOutcome } from "#features/events/event-outcome.ts";
import { isAboutWebhook } from "#features/labels/event-family.ts";
import { webhookName } from "#features/labels/webhook-name.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Columns of the event list. Their identity changes only with language and webhooks, so that rows are not rendered in vain. */
export const useEventColumns = (): readonly Column<EventRowView>[] => {
  const t = useTranslations("events.list.columns");
  const ofOutcome = useTranslations("events.outcome");
  const deleted = useTranslations("labels")("deletedWebhook");
  const trpc = useTRPC();
  const { data: webhooks } = useQuery(trpc.webhooks.list.queryOptions(allWebhooks(useMode())));
  return useMemo(() => {
    const known = new Map((webhooks?.data ?? []).map((webhook) => [webhook.id, webhook]));
    const isPaused = (id: string) => known.get(id)?.health === "paused";
    const nameOf = (id: string) => {
      const webhook = known.get(id);
      return webhook ? webhookName(webhook) : deleted;
    };
    return [
      {
        id: "time",
        title: t("time"),
        width: "w-34",
        phone: "moreEnd",
        cell: ({ status, dueAt, createdAt }) => <RowTime at={status === "scheduled" && dueAt ? dueAt : createdAt} />,
      },
      {
        id: "event",
        title: t("event"),
        isLink: true,
        phone: "lead",
        cell: ({ event, test }) => <EventName event={event} isTest={test} />,
      },
      {
        id: "about",
        title: t("about"),
        phone: "more",
        cell: (row) => {
          if (!isAboutWebhook(row.event) || !row.resourceId) return <About {...row} />;
          const name = nameOf(row.resourceId);
          return <span title={name}>{name}</span>;
        },
      },
      {
        id: "outcome",
        title: t("outcome"),
        width: "w-[30%]",
        phone: "more",
        cell: (row) => <OutcomeText outcome={eventOutcome(row, { t: ofOutcome, isPaused })} />,
      },
    ];
  }, [t, ofOutcome, deleted, webhooks]);
};
