"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { SearchX, Send } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect } from "react";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { EmptyState, ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { useMode } from "#features/current-mode.ts";
import { DeliveryRow } from "#features/deliveries/delivery-row.tsx";
import { rememberLog } from "#features/deliveries/last-log.ts";
import { LogFilterBar } from "#features/deliveries/log-filter-bar.tsx";
import { logAddress, logInput, readLogFilters } from "#features/deliveries/log-filters.ts";
import { usePausedWebhooks, useWebhookNames } from "#features/labels/use-webhook-names.ts";
import { getNextPageParam } from "#features/list-inputs.ts";
import { errorText } from "#features/request-error.ts";
import { LiveBadge } from "#features/shell/live.tsx";
import { StorageNotice } from "#features/storage/storage-notice.tsx";
import { useTRPC } from "#trpc/client.tsx";

export const DeliveryLog = () => {
  const trpc = useTRPC();
  const router = useRouter();
  const query = useSearchParams();
  const filters = readLogFilters(query);
  const mode = useMode();
  useEffect(() => rememberLog(readLogFilters(query)), [query]);
  const log = useInfiniteQuery(
    trpc.deliveries.list.infiniteQueryOptions(logInput(filters, mode), {
      getNextPageParam,
      placeholderData: keepPreviousData,
    }),
  );
  const nameOf = useWebhookNames(mode);
  const isPaused = usePausedWebhooks(mode);
  const rows = log.data?.pages.flatMap(({ data }) => data) ?? [];
  const isFiltered = Object.keys(filters).length > 0;

  return (
    <>
      <PageHeader
        title="Deliveries"
        description="Every message that was sent, and what became of it. Newest first."
        badge={<LiveBadge />}
      />
      <StorageNotice />
      <LogFilterBar filters={filters} onChange={(next) => router.replace(logAddress(next), { scroll: false })} />
      <Card flush>
        {log.isPending ? (
          <LoadingRows rows={8} />
        ) : log.isError ? (
          <ErrorState message={errorText(log.error)} onRetry={() => log.refetch()} />
        ) : rows.length === 0 ? (
          isFiltered ? (
            <NothingFound onClear={() => router.replace("/deliveries", { scroll: false })} />
          ) : (
            <NothingSent />
          )
        ) : (
          <ul aria-label="Deliveries" className="divide-y divide-line" aria-busy={log.isPlaceholderData}>
            {rows.map((delivery) => (
              <DeliveryRow
                key={delivery.id}
                delivery={delivery}
                isPaused={isPaused(delivery.webhookId)}
                receiver={nameOf(delivery.webhookId)}
              />
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

const NothingFound = ({ onClear }: { onClear: () => void }) => (
  <EmptyState icon={SearchX} title="Nothing matches" action={<Button onClick={onClear}>Show all deliveries</Button>}>
    No delivery fits what you chose. Ids must be complete.
  </EmptyState>
);

const NothingSent = () => (
  <EmptyState
    icon={Send}
    title="Nothing was sent yet"
    action={
      <ButtonLink href="/webhooks" variant="primary">
        Go to your webhooks
      </ButtonLink>
    }
  >
    As soon as something happens in your salon, or you send a test, it appears here by itself.
  </EmptyState>
);
