"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useDeferredValue } from "react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { ErrorState } from "#components/ui/states.tsx";
import { useNow } from "#components/ui/time.tsx";
import type { DeliveryDetailView } from "#domain/deliveries/delivery.schema.ts";
import type { DeliveryPlanView } from "#domain/deliveries/delivery-plan.schema.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { AttemptList } from "#features/deliveries/attempt-list.tsx";
import { DeliveryFacts } from "#features/deliveries/delivery-facts.tsx";
import { DeliverySkeleton } from "#features/deliveries/delivery-skeleton.tsx";
import { useDiagnosis } from "#features/deliveries/diagnosis-words.ts";
import { lineSentence } from "#features/deliveries/line-sentence.ts";
import { ResendButton } from "#features/deliveries/resend-button.tsx";
import { Timeline } from "#features/deliveries/timeline.tsx";
import { ModeBadge } from "#features/labels/mode-badge.tsx";
import { SentenceText } from "#features/labels/sentence-text.tsx";
import { StatusBadge } from "#features/labels/status-badge.tsx";
import { webhookName } from "#features/labels/webhook-name.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

type Props = {
  deliveryId: string;
  /** Person who reads it, to say "by you". */
  viewerId?: string | undefined;
};

/** Everything about one delivery, for a page or a side panel. Reads it by itself, and has no title. */
export const DeliveryDetail = ({ deliveryId: id, viewerId }: Props) => {
  const trpc = useTRPC();
  const query = useQuery(trpc.deliveries.get.queryOptions({ id }));
  const plan = useQuery(trpc.deliveries.plan.queryOptions({ id }));
  const webhooks = useQuery(
    trpc.webhooks.list.queryOptions(allWebhooks(query.data?.mode ?? "live"), { enabled: query.isSuccess }),
  );
  if (query.isError) return <ErrorState message={errorText(query.error)} onRetry={() => query.refetch()} />;
  if (plan.isError) return <ErrorState message={errorText(plan.error)} onRetry={() => plan.refetch()} />;
  return (
    <Parts
      delivery={query.data}
      plan={plan.data}
      webhook={webhooks.data?.data.find((candidate) => candidate.id === query.data?.webhookId)}
      viewerId={viewerId}
    />
  );
};

type PartsProps = {
  delivery: DeliveryDetailView | undefined;
  plan: DeliveryPlanView | undefined;
  webhook: WebhookView | undefined;
  viewerId: string | undefined;
};

/**
 * Parts of a delivery, which React renders piece by piece, so that a list beside them stays responsive. Queries stand in the component around
 * them: if the state of a query changes meanwhile, React renders the component of that query in one piece.
 */
const Parts = ({ viewerId, ...given }: PartsProps) => {
  const [delivery, plan] = [useDeferredValue(given.delivery), useDeferredValue(given.plan)];
  const webhook = useDeferredValue(given.webhook);
  if (!delivery || !plan) return <DeliverySkeleton />;
  return (
    <div className="@container flex min-w-0 flex-col gap-5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <State delivery={delivery} plan={plan} webhook={webhook} />
        <AdminOnly>
          <ResendButton delivery={delivery} plan={plan} />
        </AdminOnly>
      </div>
      <Timeline delivery={delivery} plan={plan} />
      <AttemptsCard delivery={delivery} viewerId={viewerId} />
      <BodyCard delivery={delivery} />
      <DeliveryFacts delivery={delivery} webhook={webhook} />
    </div>
  );
};

type StateProps = { delivery: DeliveryDetailView; plan: DeliveryPlanView; webhook: WebhookView | undefined };

/** Says what happened, and what comes next. */
const State = ({ delivery, plan, webhook }: StateProps) => {
  const t = useTranslations("deliveries.page");
  const says = useTranslations("deliveries.line.says");
  const duration = useTranslations("deliveries.duration");
  const reason = useDiagnosis().reason(delivery.status === "delivered" ? null : delivery.reason);
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className="flex flex-wrap items-center gap-2">
        <StatusBadge status={delivery.status} />
        <ModeBadge mode={delivery.mode} />
        {delivery.test && <Badge tone="accent">{t("badges.test")}</Badge>}
        {delivery.erasedAt && <Badge tone="calm">{t("badges.erased")}</Badge>}
        {reason && <span className="text-soft">{reason}</span>}
      </div>
      <p className="text-ink">
        <SentenceText sentence={lineSentence(delivery, plan, useNow(), says, duration)} />
      </p>
      {webhook && (
        <p className="min-w-0 text-soft">
          <span>{`${t("webhook")} `}</span>
          <Link
            href={`/webhooks/${webhook.id}`}
            className="wrap-anywhere text-accent underline underline-offset-2 hover:no-underline"
          >
            {webhookName(webhook)}
          </Link>
        </p>
      )}
    </div>
  );
};

const AttemptsCard = ({ delivery, viewerId }: { delivery: DeliveryDetailView; viewerId: string | undefined }) => {
  const t = useTranslations("deliveries.attempts");
  return (
    <Card title={t("title")} description={delivery.attemptCount > 1 ? t("hint") : undefined}>
      <AttemptList delivery={delivery} viewerId={viewerId} />
    </Card>
  );
};

const BodyCard = ({ delivery: { body, bodyUnreadable, erasedAt } }: { delivery: DeliveryDetailView }) => {
  const t = useTranslations("deliveries.body");
  return (
    <Card title={t("title")} description={t("hint")}>
      {body === null ? (
        <p className="text-soft">{t(bodyUnreadable ? "unreadable" : erasedAt ? "erased" : "expired")}</p>
      ) : (
        <CodeBlock text={body} json what={t("what")} />
      )}
    </Card>
  );
};
