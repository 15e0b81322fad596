"use client";

import { useQuery } from "@tanstack/react-query";
import { CirclePause, CirclePower, CloudOff, type LucideIcon, TriangleAlert } from "lucide-react";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/states.tsx";
import { useNow } from "#components/ui/time.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { countOf } from "#features/count-text.ts";
import { logAddress } from "#features/deliveries/log-filters.ts";
import { SentenceText } from "#features/labels/sentence-text.tsx";
import { TryNowButton } from "#features/playground/try-now-button.tsx";
import { errorText } from "#features/request-error.ts";
import { type HealthNotice, healthNotice } from "#features/webhooks/health-notice.ts";
import { useSetActive } from "#features/webhooks/use-set-active.ts";
import { useTRPC } from "#trpc/client.tsx";

const ICONS: Record<HealthNotice["state"], LucideIcon> = {
  failing: TriangleAlert,
  paused: CirclePause,
  off: CirclePower,
};

/** Refreshes the count: a webhook that is off misses more and more messages. */
const MISSED_REFETCH_MS = 5_000;

/** Explains the problem and the next step to the owner; empty for a healthy webhook. */
export const WebhookNotice = ({ webhook }: { webhook: WebhookView }) => {
  const trpc = useTRPC();
  const now = useNow();
  const health = useQuery(trpc.webhooks.health.queryOptions({ id: webhook.id }));
  if (health.isPending) return null;
  if (health.isError) {
    return (
      <Notice
        icon={CloudOff}
        tone="calm"
        title="How this webhook is doing could not be loaded"
        action={
          <Button size="small" onClick={() => health.refetch()}>
            Try again
          </Button>
        }
      >
        {errorText(health.error)}
      </Notice>
    );
  }
  const notice = healthNotice(health.data, now ?? Date.now());
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
      {notice.about.map((sentence, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed order.
        <p key={index}>
          <SentenceText sentence={sentence} />
        </p>
      ))}
      {notice.problem && (
        <p>
          <span className="font-medium text-ink">What went wrong: </span>
          <span>{notice.problem}</span>
        </p>
      )}
      {notice.warning && (
        <p className="font-medium text-ink">
          <SentenceText sentence={notice.warning} />
        </p>
      )}
      {notice.state === "off" && <MissedSoFar webhookId={webhook.id} />}
    </div>
  </Notice>
);

const SeeFailures = ({ webhook, waiting }: { webhook: WebhookView; waiting: number }) => (
  <ButtonLink size="small" href={logAddress({ webhookId: webhook.id, status: waiting > 0 ? "retrying" : "failed" })}>
    See what failed
  </ButtonLink>
);

type StepProps = { webhook: Pick<WebhookView, "id">; step: Exclude<HealthNotice["step"], "see_failures"> };

const NextStep = ({ webhook, step }: StepProps) => {
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
          Turn on again
        </Button>
      );
    case null:
      return null;
  }
};

const MissedSoFar = ({ webhookId }: { webhookId: string }) => {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.webhooks.missed.queryOptions({ id: webhookId }, { refetchInterval: MISSED_REFETCH_MS }),
  );
  if (!data || data.count === 0) return null;
  return (
    <p>
      <span>{`${countOf(data.count, "message")} could not be sent meanwhile.`}</span>
      <AdminOnly>
        <span> Turn it on, and you can send them then.</span>
      </AdminOnly>
    </p>
  );
};
