"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Select } from "#components/ui/select.tsx";
import { EmptyState, ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { useWebhookNames } from "#features/labels/use-webhook-names.ts";
import { type ActivityKind, activityInput, getNextPageParam } from "#features/list-inputs.ts";
import { errorText } from "#features/request-error.ts";
import { ActivityRow } from "#features/settings/activity-row.tsx";
import { activitySentence } from "#features/settings/activity-sentence.ts";
import { useTRPC } from "#trpc/client.tsx";

const KINDS: readonly { value: ActivityKind | "all"; label: string }[] = [
  { value: "all", label: "Everything" },
  { value: "webhook", label: "Webhooks" },
  { value: "delivery", label: "Messages sent again" },
  { value: "api_key", label: "API keys" },
  { value: "session", label: "Sign-ins" },
  { value: "user", label: "People" },
  { value: "event", label: "Erased data" },
];

export const ActivityLog = ({ viewerId }: { viewerId: string }) => {
  const trpc = useTRPC();
  const nameOf = useWebhookNames("live", "test");
  const [kind, setKind] = useState<ActivityKind | "all">("all");
  const log = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(activityInput(kind === "all" ? undefined : kind), {
      getNextPageParam,
      placeholderData: keepPreviousData,
    }),
  );
  const rows = log.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <>
      <PageHeader
        title="Activity"
        description="Who signed in, who changed what, and from where. Nobody can change this list. Newest first."
        actions={<Select label="What to show" items={KINDS} value={kind} onChange={setKind} className="min-w-44" />}
      />
      <Card flush>
        {log.isPending ? (
          <LoadingRows rows={8} />
        ) : log.isError ? (
          <ErrorState message={errorText(log.error)} onRetry={() => log.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState icon={History} title={kind === "all" ? "Nothing was changed yet" : "Nothing of this kind"}>
            Each change that you or a colleague make appears here.
          </EmptyState>
        ) : (
          <ul aria-label="Activity" className="divide-y divide-line" aria-busy={log.isPlaceholderData}>
            {rows.map((entry) => (
              <ActivityRow key={entry.id} entry={entry} sentence={activitySentence(entry, { viewerId, nameOf })} />
            ))}
          </ul>
        )}
      </Card>
      {log.hasNextPage && (
        <div className="flex justify-center pt-4">
          <Button pending={log.isFetchingNextPage} onClick={() => log.fetchNextPage()}>
            {log.isFetchingNextPage ? "Loading…" : "Show more"}
          </Button>
        </div>
      )}
    </>
  );
};
