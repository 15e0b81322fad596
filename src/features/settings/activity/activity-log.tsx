"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Select } from "#components/ui/select.tsx";
import { EmptyState, ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { useEventWords } from "#features/labels/event-words.tsx";
import { useWebhookNames } from "#features/labels/use-webhook-names.ts";
import { type ActivityKind, activityInput, getNextPageParam } from "#features/list-inputs.ts";
import { errorText } from "#features/request-error.ts";
import { ActivityRow } from "#features/settings/activity/activity-row.tsx";
import { activitySentence } from "#features/settings/activity/activity-sentence.ts";
import { useBrand } from "#features/shell/brand.tsx";
import { useTRPC } from "#trpc/client.tsx";

const KINDS = ["all", "webhook", "delivery", "api_key", "session", "user", "event"] as const;

type Kind = (typeof KINDS)[number] & (ActivityKind | "all");

export const ActivityLog = ({ viewerId }: { viewerId: string }) => {
  const t = useTranslations("settings.activity");
  const tSettings = useTranslations("settings");
  const names = useNames(viewerId);
  const trpc = useTRPC();
  const [kind, setKind] = useState<Kind>("all");
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
        title={t("title")}
        description={t("about")}
        actions={
          <Select
            label={t("kind")}
            items={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            value={kind}
            onChange={setKind}
            className="min-w-44"
          />
        }
      />
      <Card flush>
        {log.isPending ? (
          <LoadingRows rows={8} />
        ) : log.isError ? (
          <ErrorState message={errorText(log.error)} onRetry={() => log.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState icon={History} title={kind === "all" ? t("empty") : t("emptyKind")}>
            {t("emptyAbout")}
          </EmptyState>
        ) : (
          <ul aria-label={t("list")} className="divide-y divide-line" aria-busy={log.isPlaceholderData}>
            {rows.map((entry) => (
              <ActivityRow key={entry.id} entry={entry} sentence={activitySentence(entry, t, names)} />
            ))}
          </ul>
        )}
      </Card>
      {log.hasNextPage && (
        <div className="flex justify-center pt-4">
          <Button pending={log.isFetchingNextPage} onClick={() => log.fetchNextPage()}>
            {log.isFetchingNextPage ? tSettings("loading") : tSettings("more")}
          </Button>
        </div>
      )}
    </>
  );
};

const useNames = (viewerId: string) => {
  const nameOf = useWebhookNames("live", "test");
  return {
    viewerId,
    nameOf,
    locale: useLocale(),
    brand: useBrand().name,
    eventLabel: useEventWords().label,
  };
};
