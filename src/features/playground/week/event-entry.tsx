import { CircleAlert, Clock, Send } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Time } from "#components/ui/time.tsx";
import type { EventOutcome } from "#domain/deliveries/outcome.schema.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { DeliveryLine } from "#features/playground/week/delivery-line.tsx";
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
  const t = useTranslations("playground.week");
  const { label } = useEventWords();
  const [own, ...derived] = outcomes;
  return (
    <li className="flex animate-appear flex-col gap-2 px-4 py-3">
      <div className="flex items-start justify-between gap-2">
        <div className="flex min-w-0 flex-col">
          <span className="font-medium text-ink">{label(happening.event)}</span>
          <span title={subjectOf(happening.data)} className="truncate text-xs text-faint">
            {subjectOf(happening.data)}
          </span>
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
            <p className="text-xs text-faint">{`${t("alsoSent")}: ${label(outcome.event)}`}</p>
            <Deliveries outcome={outcome} nameOf={nameOf} hasWebhook={hasWebhook} />
          </div>
        ))}
      <Disclosure summary={<span className="text-[0.8125rem]">{t("eventData")}</span>}>
        <div className="flex min-w-0 flex-col gap-2">
          <CodeBlock text={JSON.stringify(happening.data)} json what={t("what.data")} caption={happening.event} />
          {happening.eventId && (
            <Link
              href={`/events/${happening.eventId}`}
              className="w-fit rounded-md text-[0.8125rem] font-medium text-accent hover:underline"
            >
              {t("openEvent")}
            </Link>
          )}
        </div>
      </Disclosure>
    </li>
  );
};

const StateBadge = ({ happening: { state }, isPaused }: Pick<Props, "happening" | "isPaused">) => {
  const t = useTranslations("playground.week");
  if (state === "waiting")
    return (
      <Badge tone={isPaused ? "warn" : "calm"} icon={isPaused ? Clock : Send}>
        {isPaused ? t("waiting") : t("sending")}
      </Badge>
    );
  if (state === "refused")
    return (
      <Badge tone="bad" icon={CircleAlert}>
        {t("notSent")}
      </Badge>
    );
  return null;
};

const Deliveries = ({
  outcome,
  nameOf,
  hasWebhook,
}: { outcome: EventOutcome } & Pick<Props, "nameOf" | "hasWebhook">) => {
  const t = useTranslations("playground.week");
  if (outcome.deliveries.length > 0)
    return (
      <ul aria-label={t("deliveries")} className="flex flex-col gap-1.5">
        {outcome.deliveries.map((delivery) => (
          <DeliveryLine key={delivery.deliveryId} delivery={delivery} name={nameOf(delivery.webhookId)} />
        ))}
      </ul>
    );
  return (
    <p className="flex items-center gap-1.5 text-[0.8125rem] text-faint">
      <Send aria-hidden className="size-3.5" />
      <span>{outcome.isDispatched ? (hasWebhook ? t("noSubscriber") : t("noWebhookYet")) : t("sending")}</span>
    </p>
  );
};

/** Writes "Ada Brandt · apt_7Q4K2M". */
const subjectOf = ({ customerId, appointmentId, paymentId }: Happening["data"]): string =>
  [CUSTOMERS.find((one) => one.customerId === customerId)?.name, paymentId ?? appointmentId]
    .filter(Boolean)
    .join(" · ");
