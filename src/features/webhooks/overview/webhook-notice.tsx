"use client";

import { useQuery } from "@tanstack/react-query";
import { CirclePause, CirclePower, CloudOff, type LucideIcon, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { RichText } from "#components/ui/rich-text.tsx";
import { Notice } from "#components/ui/states.tsx";
import { useNow } from "#components/ui/time.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { TryNowButton } from "#features/playground/try-now-button.tsx";
import { errorText } from "#features/request-error.ts";
import { logLink } from "#features/webhooks/log-link.ts";
import { type HealthNotice, healthNotice } from "#features/webhooks/overview/health-notice.tsx";
import { useSetActive } from "#features/webhooks/page/use-set-active.ts";
import { useWaitingText } from "#features/webhooks/use-waiting-text.ts";
import { useTRPC } from "#trpc/client.tsx";

const ICONS: Record<HealthNotice["state"], LucideIcon> = {
  failing: TriangleAlert,
  paused: CirclePause,
  off: CirclePower,
};

/** Refreshes the count: a webhook that is off misses more and more events. */
const MISSED_REFETCH_MS = 5_000;

/** Explains the problem and the next step to the owner; empty for a healthy webhook. */
export const WebhookNotice = ({ webhook }: { webhook: WebhookView }) => {
  const t = useTranslations("webhooks.notice");
  const trpc = useTRPC();
  const now = useNow();
  const waitingText = useWaitingText();
  const health = useQuery(trpc.webhooks.health.queryOptions({ id: webhook.id }));
  if (health.isPending) return null;
  if (health.isError) {
    return (
      <Notice
        icon={CloudOff}
        tone="calm"
        title={t("unknown")}
        action={
          <Button size="small" onClick={() => health.refetch()}>
            {t("retry")}
          </Button>
        }
      >
        {errorText(health.error)}
      </Notice>
    );
  }
  const notice = healthNotice(health.data, { now, t, waitingText });
  return (
    <>
      <p role="status" className="sr-only">
        {notice?.title ?? ""}
      </p>
      {notice && <NoticeBox webhook={webhook} notice={notice} waiting={health.data.waiting} />}
    </>
  );
};

type BoxProps = { webhook: WebhookView; notice: HealthNotice; waiting: number };

const NoticeBox = ({ webhook, notice, waiting }: BoxProps) => (
  <Notice
    icon={ICONS[notice.state]}
    tone={notice.tone}
    title={notice.title}
    action={
      notice.step === "see_failures" ? (
        <SeeFailures webhook={webhook} waiting={waiting} />
      ) : (
        <AdminOnly>
          <NextStep webhook={webhook} step={notice.step} />
        </AdminOnly>
      )
    }
  >
    <div className="flex max-w-2xl flex-col gap-1">
      <p className="flex flex-wrap gap-x-1.5">
        {notice.about.map((sentence, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed order.
          <span key={index}>
            <RichText>{sentence}</RichText>
          </span>
        ))}
      </p>
      {notice.warning && (
        <p className="font-medium text-ink">
          <RichText>{notice.warning}</RichText>
        </p>
      )}
      {notice.state === "off" && <MissedSoFar webhookId={webhook.id} />}
    </div>
  </Notice>
);

const SeeFailures = ({ webhook, waiting }: { webhook: WebhookView; waiting: number }) => (
  <ButtonLink size="small" href={logLink({ webhookId: webhook.id, status: waiting > 0 ? "retrying" : "failed" })}>
    {useTranslations("webhooks.notice")("seeFailures")}
  </ButtonLink>
);

type StepProps = { webhook: Pick<WebhookView, "id">; step: Exclude<HealthNotice["step"], "see_failures"> };

const NextStep = ({ webhook, step }: StepProps) => {
  const t = useTranslations("webhooks.notice");
  const setActive = useSetActive(webhook.id);
  switch (step) {
    case "try_now":
      return <TryNowButton webhookId={webhook.id} />;
    case "turn_on":
      return (
        <Button
          variant="primary"
          icon={CirclePower}
          pending={setActive.isPending}
          onClick={() => setActive.mutate({ id: webhook.id, changes: { active: true } })}
        >
          {t("turnOn")}
        </Button>
      );
    case null:
      return null;
  }
};

const MissedSoFar = ({ webhookId }: { webhookId: string }) => {
  const t = useTranslations("webhooks.notice");
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.webhooks.missed.queryOptions({ id: webhookId }, { refetchInterval: MISSED_REFETCH_MS }),
  );
  if (!data || data.count === 0) return null;
  return (
    <p className="flex flex-wrap gap-x-1">
      <span>{t("missed", { count: data.count })}</span>
      <AdminOnly>
        <span>{t("missedHint")}</span>
      </AdminOnly>
    </p>
  );
};
