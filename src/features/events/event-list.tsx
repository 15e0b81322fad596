"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Activity, BookOpen, Eraser } from "lucide-react";
import { useState } from "react";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { EmptyState, ErrorState, LoadingRows } from "#components/ui/states.tsx";
import type { Mode } from "#domain/mode.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { useMode } from "#features/current-mode.ts";
import { EraseCustomer } from "#features/events/erase-data.tsx";
import { EventRow } from "#features/events/event-row.tsx";
import { isAboutWebhook } from "#features/labels/event-label.ts";
import { useWebhookNames } from "#features/labels/use-webhook-names.ts";
import { eventsInput, getNextPageParam } from "#features/list-inputs.ts";
import { errorText } from "#features/request-error.ts";
import { LiveBadge } from "#features/shell/live.tsx";
import { useTRPC } from "#trpc/client.tsx";

const NothingYet = ({ mode }: { mode: Mode }) =>
  mode === "test" ? (
    <EmptyState icon={Activity} title="No sandbox events yet">
      Events that are sent with a test API key appear here, for seven days.
    </EmptyState>
  ) : (
    <EmptyState icon={Activity} title="Nothing happened yet">
      Bookings, changes and payments appear here as soon as your booking system reports them.
    </EmptyState>
  );

export const EventList = () => {
  const trpc = useTRPC();
  const mode = useMode();
  const nameOf = useWebhookNames(mode);
  const [isErasing, setErasing] = useState(false);
  const events = useInfiniteQuery(
    trpc.events.list.infiniteQueryOptions(eventsInput(mode), {
      getNextPageParam,
      placeholderData: keepPreviousData,
    }),
  );
  const rows = events.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <>
      <PageHeader
        title="Events"
        description="What happened in your salon, and who was told about it. Newest first."
        badge={<LiveBadge />}
        actions={
          <>
            <ButtonLink href="/events/types" icon={BookOpen}>
              Event types
            </ButtonLink>
            {rows.length > 0 && (
              <AdminOnly>
                <Button icon={Eraser} onClick={() => setErasing(true)}>
                  Erase a customer
                </Button>
              </AdminOnly>
            )}
          </>
        }
      />
      <EraseCustomer open={isErasing} onClose={() => setErasing(false)} />
      <Card flush>
        {events.isPending ? (
          <LoadingRows rows={8} />
        ) : events.isError ? (
          <ErrorState message={errorText(events.error)} onRetry={() => events.refetch()} />
        ) : rows.length === 0 ? (
          <NothingYet mode={mode} />
        ) : (
          <ul aria-label="Events" className="divide-y divide-line">
            {rows.map((event) => (
              <EventRow
                key={event.id}
                event={event}
                about={isAboutWebhook(event.event) && event.resourceId ? nameOf(event.resourceId) : undefined}
              />
            ))}
          </ul>
        )}
      </Card>
      {events.hasNextPage && (
        <div className="flex justify-center pt-4">
          <Button pending={events.isFetchingNextPage} onClick={() => events.fetchNextPage()}>
            {events.isFetchingNextPage ? "Loading…" : "Show more"}
          </Button>
        </div>
      )}
    </>
  );
};
