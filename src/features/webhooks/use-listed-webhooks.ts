"use client";

import { useQuery } from "@tanstack/react-query";
import { useNow } from "#components/ui/time.tsx";
import { useMode } from "#features/current-mode.ts";
import { allWebhooks, lastDay } from "#features/list-inputs.ts";
import { listedWebhooks } from "#features/webhooks/listed-webhook.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Reads all webhooks with their last 24 hours: three requests in one batch, however many webhooks there are. */
export const useListedWebhooks = () => {
  const trpc = useTRPC();
  const mode = useMode();
  const now = useNow();
  const webhooks = useQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode)));
  const days = useQuery(trpc.stats.byWebhook.queryOptions(lastDay(mode, now), { placeholderData: (before) => before }));
  const responses = useQuery(trpc.webhooks.lastResponses.queryOptions({ mode }));
  return {
    ...webhooks,
    rows: webhooks.data ? listedWebhooks(webhooks.data.data, days.data?.data, responses.data?.data) : [],
    /** True until figures and responses are there, or failed. */
    isFilling: days.isPending || responses.isPending,
    areFiguresRead: days.isSuccess,
  };
};
