"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { Column } from "#components/ui/data-table.tsx";
import type { LogRow } from "#domain/deliveries/log-row.schema.ts";
import { useMode } from "#features/current-mode.ts";
import { About, EventName, ResponseText, RowTime, StatusText } from "#features/deliveries/delivery-cells.tsx";
import { durationText } from "#features/deliveries/duration-text.ts";
import { useReasonText } from "#features/deliveries/reason-text.ts";
import { webhookName } from "#features/labels/webhook-name.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import type { ColumnId, LogView } from "#features/log/log-view.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Columns of the log. Their identity changes only with language, webhooks and choice, so that rows are not rendered in vain. */
export const useLogColumns = ({ columns: chosen }: LogView): readonly Column<LogRow>[] => {
  const t = useTranslations("log");
  const ofDuration = useTranslations("deliveries.duration");
  const deleted = useTranslations("labels")("deletedWebhook");
  const trpc = useTRPC();
  const { data: webhooks } = useQuery(trpc.webhooks.list.queryOptions(allWebhooks(useMode())));
  const reasonText = useReasonText();
  return useMemo(() => {
    const names = new Map((webhooks?.data ?? []).map((webhook) => [webhook.id, webhookName(webhook)]));
    const optional: Record<ColumnId, Omit<Column<LogRow>, "id" | "title">> = {
      about: { phone: "more", cell: (row) => <About {...row} /> },
      webhook: { phone: "more", cell: ({ webhookId }) => <Name text={names.get(webhookId) ?? deleted} /> },
      status: {
        width: "w-34",
        phone: "end",
        cell: ({ status, reason }) => <StatusText status={status} title={reasonText(reason) ?? undefined} />,
      },
      code: { width: "w-20", phone: "hidden", cell: (row) => <ResponseText {...row} /> },
      attempts: {
        width: "w-20",
        isNumber: true,
        isWideOnly: true,
        phone: "hidden",
        cell: ({ attemptCount }) => attemptCount,
      },
      duration: {
        width: "w-22",
        isNumber: true,
        isWideOnly: true,
        phone: "hidden",
        cell: ({ lastDurationMs: ms }) => (ms === null ? "–" : durationText(ms, ofDuration)),
      },
      id: { isWideOnly: true, phone: "hidden", cell: ({ id }) => <Mono text={id} /> },
    };
    return [
      {
        id: "time",
        title: t("columns.time"),
        width: "w-28",
        phone: "moreEnd",
        cell: ({ createdAt }) => <RowTime at={createdAt} />,
      },
      {
        id: "event",
        title: t("columns.event"),
        width: "w-38 @4xl:w-40 @6xl:w-46",
        isLink: true,
        phone: "lead",
        cell: ({ event, test }) => <EventName event={event} isTest={test} />,
      },
      ...chosen.map((id) => ({ id, title: t(`columns.${id}`), ...optional[id] })),
    ];
  }, [t, ofDuration, deleted, webhooks, chosen, reasonText]);
};

/** Whole name on hover, for a narrow column. */
const Name = ({ text }: { text: string }) => <span title={text}>{text}</span>;

const Mono = ({ text }: { text: string }) => (
  <span translate="no" title={text} className="font-mono text-xs text-faint">
    {text}
  </span>
);
