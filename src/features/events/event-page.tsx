"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleMinus, Eraser, GitCommitVertical } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DetailList } from "#components/ui/detail-list.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ErrorState, LoadingRows, Notice } from "#components/ui/states.tsx";
import { Time } from "#components/ui/time.tsx";
import type { EventAsSentView } from "#domain/events/event.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { useModeOf } from "#features/current-mode.ts";
import { storyAddress } from "#features/event-address.ts";
import { CancelEvent } from "#features/events/cancel-event.tsx";
import { EraseEvent } from "#features/events/erase-event.tsx";
import { EventOutcomeBadge } from "#features/events/event-badge.tsx";
import { EventDeliveries } from "#features/events/event-deliveries.tsx";
import { useEventFacts } from "#features/events/event-facts.tsx";
import { eventMessage } from "#features/events/event-message.ts";
import { useEventReason } from "#features/events/event-reason.ts";
import { isAboutWebhook } from "#features/labels/event-family.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { ModeBadge } from "#features/labels/mode-badge.tsx";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Shows one event, the webhooks that got it, and why others did not. */
export const EventPage = ({ id }: { id: string }) => {
  const trpc = useTRPC();
  const query = useQuery(trpc.events.get.queryOptions({ id }));
  useModeOf(query.data);
  if (query.isPending) return <LoadingRows rows={6} />;
  if (query.isError) return <ErrorState message={errorText(query.error)} onRetry={() => query.refetch()} />;
  return <Shown event={query.data} />;
};

const Shown = ({ event }: { event: EventAsSentView }) => {
  const t = useTranslations("events.page");
  const words = useEventWords();
  const facts = useEventFacts(event);
  const reasonText = useEventReason();
  const [isErasing, setErasing] = useState(false);
  const message = eventMessage(event);
  const isScheduled = event.status === "scheduled" && event.dueAt !== null;
  const at = isScheduled && event.dueAt ? event.dueAt : event.timestamp;
  return (
    <>
      <PageHeader
        title={words.label(event.event)}
        description={
          <>
            {message && <span>{`${message} `}</span>}
            <span>{`${t(isScheduled ? "willBeSent" : "happened")} `}</span>
            <Time at={at} />
          </>
        }
        back={{ href: "/events", label: t("back") }}
        badge={
          <>
            <EventOutcomeBadge event={event} />
            <ModeBadge mode={event.mode} />
            {event.erasedAt && <Badge tone="calm">{t("erased")}</Badge>}
          </>
        }
        actions={
          <>
            {event.resourceId && !isAboutWebhook(event.event) && (
              <ButtonLink href={storyAddress(event.resourceId)} icon={GitCommitVertical} prefetch={false}>
                {t("story")}
              </ButtonLink>
            )}
            <AdminOnly>
              {event.status === "scheduled" && <CancelEvent eventId={event.id} />}
              {(event.payloadText || event.bodyUnreadable) && (
                <Button variant="ghost" icon={Eraser} onClick={() => setErasing(true)}>
                  {t("erase")}
                </Button>
              )}
            </AdminOnly>
          </>
        }
      />
      <EraseEvent eventId={event.id} open={isErasing} onClose={() => setErasing(false)} />
      <div className="flex flex-col gap-5">
        {(event.status === "rejected" || event.status === "canceled") && (
          <Notice icon={CircleMinus} tone={event.status === "rejected" ? "bad" : "calm"} title={t(event.status)}>
            {reasonText(event.reason)}
          </Notice>
        )}
        <div className="grid items-start gap-5 lg:grid-cols-[1.55fr_1fr]">
          <div className="flex min-w-0 flex-col gap-5">
            <Card flush title={t("deliveries")}>
              <EventDeliveries event={event} />
            </Card>
            <Card title={t("content")}>
              {event.payloadText ? (
                <CodeBlock text={event.payloadText} json what={t("contentWhat")} />
              ) : (
                <p className="text-soft">
                  {t(event.bodyUnreadable ? "contentUnreadable" : event.erasedAt ? "contentErased" : "contentGone")}
                </p>
              )}
            </Card>
          </div>
          <Card title={t("details")}>
            <DetailList narrow items={facts} />
          </Card>
        </div>
      </div>
    </>
  );
};
