import { CircleAlert, Clock, Send } from "lucide-react";
import Link from "next/link";
import { Badge } from "#components/ui/badge.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Time } from "#components/ui/time.tsx";
import type { EventOutcome } from "#domain/deliveries/outcome.schema.ts";
import { eventLabel } from "#features/labels/event-label.ts";
import { DeliveryLine } from "#features/playground/week/delivery-line.tsx";
import { TEXTS } from "#features/playground/week/playground-texts.ts";
import { CUSTOMERS } from "#features/playground/week/salon.ts";
import type { Happening } from "#features/playground/week/stored-state.ts";

type Props = {
  happening: Happening;
  /** True while events are held back. */
  isPaused: boolean;
  /** Outcomes of the event itself and of events derived from it. */
  outcomes: readonly EventOutcome[];
  nameOf: (webhookId: string) => string;
  hasWebhook: boolean;
};

/** One event of an act: what was sent, and what each test webhook's endpoint responded. */
export const EventEntry = ({ happening, isPaused, outcomes, nameOf, hasWebhook }: Props) => {
  const [own, ...derived] = outcomes.toSorted(
    (a, b) => Number(a.sourceEventId !== null) - Number(b.sourceEventId !== null),
  );
  return (
    <li className="flex animate-appear flex-col gap-2 px-4 py-3">
      <div className="flex items-start justify-between gap-2">
        <div className="flex min-w-0 flex-col">
          <span className="font-medium text-ink">{eventLabel(happening.event)}</span>
          <span className="truncate text-xs text-faint">{subjectOf(happening.data)}</span>
        </div>
        <span className="flex shrink-0 flex-col items-end gap-1 text-xs text-faint">
          <Time at={happening.at} />
          <StateBadge happening={happening} isPaused={isPaused} />
        </span>
      </div>
      {happening.problem && <p className="text-[0.8125rem] text-bad">{happening.problem}</p>}
      {own && <Deliveries outcome={own} nameOf={nameOf} hasWebhook={hasWebhook} />}
      {derived
        .filter(({ deliveries }) => deliveries.length > 0)
        .map((outcome) => (
          <div key={outcome.eventId} className="flex flex-col gap-1">
            <p className="text-xs text-faint">{`${TEXTS.alsoSent}: ${eventLabel(outcome.event)}`}</p>
            <Deliveries outcome={outcome} nameOf={nameOf} hasWebhook={hasWebhook} />
          </div>
        ))}
      <Disclosure summary={<span className="text-[0.8125rem]">{TEXTS.eventData}</span>}>
        <div className="flex min-w-0 flex-col gap-2">
          <CodeBlock text={JSON.stringify(happening.data)} json what="data" caption={happening.event} />
          {happening.eventId && (
            <Link
              href={`/events/${happening.eventId}`}
              className="w-fit rounded-md text-[0.8125rem] font-medium text-accent hover:underline"
            >
              {TEXTS.openEvent}
            </Link>
          )}
        </div>
      </Disclosure>
    </li>
  );
};

const StateBadge = ({ happening: { state }, isPaused }: Pick<Props, "happening" | "isPaused">) => {
  if (state === "waiting")
    return (
      <Badge tone={isPaused ? "warn" : "calm"} icon={isPaused ? Clock : Send}>
        {isPaused ? TEXTS.waiting : TEXTS.sending}
      </Badge>
    );
  if (state === "refused")
    return (
      <Badge tone="bad" icon={CircleAlert}>
        {TEXTS.notSent}
      </Badge>
    );
  return null;
};

const Deliveries = ({
  outcome,
  nameOf,
  hasWebhook,
}: { outcome: EventOutcome } & Pick<Props, "nameOf" | "hasWebhook">) => {
  if (outcome.deliveries.length > 0)
    return (
      <ul aria-label={TEXTS.deliveries} className="flex flex-col gap-1.5">
        {outcome.deliveries.map((delivery) => (
          <DeliveryLine key={delivery.deliveryId} delivery={delivery} name={nameOf(delivery.webhookId)} />
        ))}
      </ul>
    );
  return (
    <p className="flex items-center gap-1.5 text-[0.8125rem] text-faint">
      <Send aria-hidden className="size-3.5" />
      <span>{outcome.isDispatched ? (hasWebhook ? TEXTS.noSubscriber : TEXTS.noWebhookYet) : TEXTS.sending}</span>
    </p>
  );
};

/** Writes "Ada Brandt · apt_7Q4K2M". */
const subjectOf = ({ customerId, appointmentId, paymentId }: Happening["data"]): string =>
  [CUSTOMERS.find((one) => one.customerId === customerId)?.name, paymentId ?? appointmentId]
    .filter(Boolean)
    .join(" · ");
