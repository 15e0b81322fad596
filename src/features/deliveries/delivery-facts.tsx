import Link from "next/link";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DetailList } from "#components/ui/detail-list.tsx";
import { Time, useNow } from "#components/ui/time.tsx";
import { Hint } from "#components/ui/tooltip.tsx";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { plainReason } from "#features/deliveries/plain-reason.ts";
import { SentenceText } from "#features/labels/sentence-text.tsx";
import { upcomingWhen } from "#features/labels/upcoming-when.ts";

const WAITS: DeliveryView["status"][] = ["pending", "retrying"];

export const DeliveryFacts = ({ delivery, webhook }: { delivery: DeliveryView; webhook: WebhookView | undefined }) => {
  const now = useNow();
  const reason = plainReason(delivery.reason);
  // Assumes a limit: this page does not load the limits that may delay the attempt.
  const upcoming = upcomingWhen(delivery.nextAttemptAt, {
    now,
    isPaused: webhook?.health === "paused",
    isLimited: true,
  });
  return (
    <Card title="Details">
      <DetailList
        narrow
        items={[
          ...(reason ? [{ label: "Reason", value: reason }] : []),
          ...(delivery.nextAttemptAt && WAITS.includes(delivery.status)
            ? [{ label: "Next attempt", value: <SentenceText sentence={upcoming} /> }]
            : []),
          ...(delivery.waitsFor
            ? [{ label: "Next attempt", value: <AfterEarlier deliveryId={delivery.waitsFor} /> }]
            : []),
          ...(delivery.deliveredAt
            ? [{ label: "Delivered", value: <Time at={delivery.deliveredAt} withExact /> }]
            : []),
          { label: "Created", value: <Time at={delivery.createdAt} withExact /> },
          {
            label: "Webhook",
            value: webhook ? (
              <Link href={`/webhooks/${webhook.id}`} className="break-all text-accent hover:underline">
                {webhook.url}
              </Link>
            ) : (
              "deleted"
            ),
          },
          {
            label: (
              <>
                <span>Event id</span>{" "}
                <Hint about="the event id">
                  <span>The endpoint sees it as </span>
                  <code translate="no" className="font-mono">
                    webhook-id
                  </code>
                  <span>. It stays the same when an event is sent again, so nothing is counted twice.</span>
                </Hint>
              </>
            ),
            value: <Id id={delivery.eventId} what="event id" href={`/events/${delivery.eventId}`} />,
          },
          { label: "Delivery id", value: <Id id={delivery.id} what="delivery id" /> },
        ]}
      />
    </Card>
  );
};

/** Reason for the wait of a delivery to an ordered webhook. */
const AfterEarlier = ({ deliveryId }: { deliveryId: string }) => (
  <>
    <span>Waits for </span>
    <Link href={`/deliveries/${deliveryId}`} className="font-mono text-xs break-all text-accent hover:underline">
      {deliveryId}
    </Link>
    <span> before it, because this webhook gets events of one appointment one after another.</span>
  </>
);

const Id = ({ id, what, href }: { id: string; what: string; href?: string }) => (
  <span className="flex items-start gap-1">
    <span className="min-w-0 font-mono text-xs leading-relaxed break-all">
      {href ? (
        <Link href={href} className="text-accent hover:underline">
          {id}
        </Link>
      ) : (
        id
      )}
    </span>
    <CopyButton text={id} what={what} iconOnly className="-mt-1" />
  </span>
);
