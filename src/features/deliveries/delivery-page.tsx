"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { AdminOnly } from "#features/auth/role.tsx";
import { useModeOf } from "#features/current-mode.ts";
import { AttemptList } from "#features/deliveries/attempt-list.tsx";
import { DeliveryFacts } from "#features/deliveries/delivery-facts.tsx";
import { useLastLog } from "#features/deliveries/last-log.ts";
import { plainReason } from "#features/deliveries/plain-reason.ts";
import { ResendButton } from "#features/deliveries/resend-button.tsx";
import { eventLabel } from "#features/labels/event-label.ts";
import { ModeBadge } from "#features/labels/mode-badge.tsx";
import { STATUSES, StatusBadge } from "#features/labels/status-badge.tsx";
import { webhookName } from "#features/labels/webhook-name.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

export const DeliveryPage = ({ id, viewerId }: { id: string; viewerId: string }) => {
  const trpc = useTRPC();
  const query = useQuery(trpc.deliveries.get.queryOptions({ id }));
  useModeOf(query.data);
  const webhooks = useQuery(trpc.webhooks.list.queryOptions(allWebhooks(query.data?.mode ?? "live")));
  const log = useLastLog();
  if (query.isPending) return <LoadingRows rows={6} />;
  if (query.isError) return <ErrorState message={errorText(query.error)} onRetry={() => query.refetch()} />;

  const delivery = query.data;
  const reason = plainReason(delivery.reason);
  const webhook = webhooks.data?.data.find((candidate) => candidate.id === delivery.webhookId);
  return (
    <>
      <PageHeader
        title={eventLabel(delivery.event)}
        description={
          <>
            <span>{STATUSES[delivery.status].meaning}</span>
            {delivery.status === "canceled" && reason && <span>{` ${reason}.`}</span>}
            {webhook && (
              <>
                <span> Receiver: </span>
                <Link href={`/webhooks/${webhook.id}`} className="wrap-anywhere text-accent hover:underline">
                  {webhookName(webhook)}
                </Link>
              </>
            )}
          </>
        }
        back={{ href: log, label: "Deliveries" }}
        badge={
          <>
            <StatusBadge status={delivery.status} />
            <ModeBadge mode={delivery.mode} />
            {delivery.test && <Badge tone="accent">Test</Badge>}
            {delivery.erasedAt && <Badge tone="calm">Erased</Badge>}
          </>
        }
        actions={
          !delivery.erasedAt && (
            <AdminOnly>
              <ResendButton delivery={delivery} />
            </AdminOnly>
          )
        }
      />
      <div className="grid items-start gap-5 lg:grid-cols-[1.55fr_1fr]">
        <div className="flex min-w-0 flex-col gap-5">
          <Card title="Attempts" description="Newest first.">
            <AttemptList delivery={delivery} viewerId={viewerId} />
          </Card>
          <Card title="Message" description="What the receiver gets. Each attempt sends the very same text.">
            {delivery.body ? (
              <CodeBlock text={delivery.body} json what="message" />
            ) : (
              <p className="text-soft">
                {delivery.erasedAt
                  ? "It was erased on request, with the receivers' answers. It cannot be sent again."
                  : "It is no longer kept: messages are deleted after the retention time."}
              </p>
            )}
          </Card>
        </div>
        <DeliveryFacts delivery={delivery} webhook={webhook} />
      </div>
    </>
  );
};
