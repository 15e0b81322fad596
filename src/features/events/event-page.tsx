"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleMinus, Eraser } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DetailList } from "#components/ui/detail-list.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ErrorState, LoadingRows, Notice } from "#components/ui/states.tsx";
import { Time } from "#components/ui/time.tsx";
import type { EventView } from "#domain/events/event.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { useModeOf } from "#features/current-mode.ts";
import { CancelEvent } from "#features/events/cancel-event.tsx";
import { EraseEvent } from "#features/events/erase-data.tsx";
import { eventMessage } from "#features/events/event-message.ts";
import { ABOUT_ITSELF, reasonText, skipText } from "#features/events/event-outcome.ts";
import { EventOutcomeBadge } from "#features/events/event-row.tsx";
import { eventLabel, isAboutWebhook } from "#features/labels/event-label.ts";
import { ModeBadge } from "#features/labels/mode-badge.tsx";
import { StatusBadge } from "#features/labels/status-badge.tsx";
import { useWebhookNames } from "#features/labels/use-webhook-names.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Shows one event, the webhooks that got it, and why others did not. */
export const EventPage = ({ id }: { id: string }) => {
  const trpc = useTRPC();
  const [isErasing, setErasing] = useState(false);
  const query = useQuery(trpc.events.get.queryOptions({ id }));
  useModeOf(query.data);
  const nameOf = useWebhookNames(query.data?.mode ?? "live");
  if (query.isPending) return <LoadingRows rows={6} />;
  if (query.isError) return <ErrorState message={errorText(query.error)} onRetry={() => query.refetch()} />;
  const event = query.data;
  const message = eventMessage(event);
  return (
    <>
      <PageHeader
        title={eventLabel(event.event)}
        description={
          <>
            {message && <span>{`${message} `}</span>}
            {event.status === "scheduled" && event.dueAt ? (
              <>
                <span>Will be sent </span>
                <Time at={event.dueAt} />
                <span>.</span>
              </>
            ) : (
              <>
                <span>Happened </span>
                <Time at={event.timestamp} />
                <span>.</span>
              </>
            )}
          </>
        }
        back={{ href: "/events", label: "Events" }}
        badge={
          <>
            <EventOutcomeBadge event={event} />
            <ModeBadge mode={event.mode} />
            {event.erasedAt && <Badge tone="calm">Erased</Badge>}
          </>
        }
        actions={
          <AdminOnly>
            {event.status === "scheduled" && <CancelEvent eventId={id} />}
            {event.payloadText && (
              <Button icon={Eraser} onClick={() => setErasing(true)}>
                Erase
              </Button>
            )}
          </AdminOnly>
        }
      />
      <EraseEvent eventId={id} open={isErasing} onClose={() => setErasing(false)} />
      <div className="flex flex-col gap-5">
        {event.status === "rejected" && (
          <Notice icon={CircleMinus} tone="bad" title="This event was not accepted">
            {reasonText(event.reason)}
          </Notice>
        )}
        {event.status === "canceled" && (
          <Notice icon={CircleMinus} tone="calm" title="This event was canceled">
            {reasonText(event.reason)}
          </Notice>
        )}
        <div className="grid items-start gap-5 lg:grid-cols-[1.55fr_1fr]">
          <div className="flex min-w-0 flex-col gap-5">
            <Card flush title="Who was told">
              <Receivers event={event} />
            </Card>
            <Card title="Message">
              {event.payloadText ? (
                <CodeBlock text={event.payloadText} json what="message" />
              ) : (
                <p className="text-soft">
                  {event.erasedAt
                    ? "It was erased on request, with the receivers' answers. It cannot be sent again."
                    : "It is no longer kept: messages are deleted after the retention time."}
                </p>
              )}
            </Card>
          </div>
          <Card title="Details">
            <DetailList narrow items={factsOf(event, nameOf)} />
          </Card>
        </div>
      </div>
    </>
  );
};

const Receivers = ({ event }: { event: EventView }) => {
  const nameOf = useWebhookNames(event.mode);
  if (event.status === "scheduled") {
    return <p className="px-5 pb-5 text-soft">It goes to the webhooks that are subscribed at that time.</p>;
  }
  if (event.deliveries.length + event.skipped.length === 0) {
    return <p className="px-5 pb-5 text-soft">There was no webhook yet.</p>;
  }
  return (
    <ul className="divide-y divide-line border-t border-line">
      {event.deliveries.map(({ webhookId, deliveryId, status }) => (
        <li key={deliveryId} className="relative flex items-center gap-4 px-5 py-3.5 hover:bg-hover">
          <Link
            href={`/deliveries/${deliveryId}`}
            className="min-w-0 grow truncate font-medium text-ink after:absolute after:inset-0"
          >
            {nameOf(webhookId)}
          </Link>
          <StatusBadge status={status} />
        </li>
      ))}
      {event.skipped.map(({ webhookId, reason }) => (
        <li key={webhookId} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3.5">
          <Link href={`/webhooks/${webhookId}`} className="min-w-0 grow truncate text-soft hover:text-ink">
            {nameOf(webhookId)}
          </Link>
          <span className="text-[0.8125rem] text-faint">
            {isAboutWebhook(event.event) && webhookId === event.resourceId ? ABOUT_ITSELF : skipText(reason)}
          </span>
        </li>
      ))}
    </ul>
  );
};

const factsOf = (event: EventView, nameOf: (id: string) => string) => [
  { label: "Happened", value: <Time at={event.timestamp} withExact /> },
  { label: "Received", value: <Time at={event.createdAt} withExact /> },
  ...(event.dueAt ? [{ label: "Scheduled for", value: <Time at={event.dueAt} withExact /> }] : []),
  ...(event.resourceId
    ? [
        {
          label: "About",
          value: isAboutWebhook(event.event) ? (
            <Link href={`/webhooks/${event.resourceId}`} className="break-words text-accent hover:underline">
              {nameOf(event.resourceId)}
            </Link>
          ) : (
            <Copyable text={event.resourceId} what="id" />
          ),
        },
      ]
    : []),
  { label: "Event type", value: <span className="font-mono text-xs">{event.event}</span> },
  ...(event.externalId
    ? [{ label: "Id in the booking system", value: <Copyable text={event.externalId} what="id" /> }]
    : []),
  ...(event.sourceEventId
    ? [
        {
          label: "Made from",
          value: (
            <Link
              href={`/events/${event.sourceEventId}`}
              className="font-mono text-xs break-all text-accent hover:underline"
            >
              {event.sourceEventId}
            </Link>
          ),
        },
      ]
    : []),
  { label: "Event id", value: <Copyable text={event.id} what="event id" /> },
];

const Copyable = ({ text, what }: { text: string; what: string }) => (
  <span className="flex items-start gap-1">
    <span className="min-w-0 font-mono text-xs leading-relaxed break-all">{text}</span>
    <CopyButton text={text} what={what} iconOnly className="-mt-1" />
  </span>
);
