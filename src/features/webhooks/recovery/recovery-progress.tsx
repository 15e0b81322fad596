"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleStop, History, X } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { useNotify } from "#components/ui/notify.ts";
import { Progress } from "#components/ui/progress.tsx";
import { Notice } from "#components/ui/states.tsx";
import { useNow } from "#components/ui/time.tsx";
import type { RecoveryView } from "#domain/recoveries/recovery.schema.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { errorText } from "#features/request-error.ts";
import { logLink } from "#features/webhooks/log-link.ts";
import { recoveryNotice } from "#features/webhooks/recovery/recovery-notice.ts";
import { useDismissed } from "#features/webhooks/use-dismissed.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Polling fallback for an interrupted live stream. */
const REFETCH_MS = 3_000;
const ICONS = { accent: History, ok: CircleCheck, calm: CircleStop } as const;

export const RecoveryProgress = ({ webhook }: { webhook: WebhookView }) => {
  const t = useTranslations("webhooks.recover");
  const trpc = useTRPC();
  const now = useNow();
  const { data: recovery = null } = useQuery(
    trpc.recoveries.latest.queryOptions(
      { id: webhook.id },
      { refetchInterval: ({ state }) => (state.data?.state === "running" ? REFETCH_MS : false) },
    ),
  );
  const missed = useQuery(trpc.webhooks.missed.queryOptions({ id: webhook.id }));
  const [isDismissed, dismiss] = useDismissed(`recovery:${recovery?.id}`);
  const notice = recoveryNotice(
    recovery,
    {
      now,
      isPaused: webhook.health === "paused",
      isOff: !webhook.active,
      switchedOffAt: missed.data?.switchedOffAt ?? null,
    },
    t,
  );
  const isRunning = recovery?.state === "running";
  const isShown = notice !== null && (isRunning || !isDismissed);
  return (
    <>
      {/* Screen readers get only the title: the numbers change too often. */}
      <p role="status" className="sr-only">
        {isShown ? notice.title : ""}
      </p>
      {isShown && recovery && (
        <Notice
          icon={ICONS[notice.tone]}
          tone={notice.tone}
          title={notice.title}
          action={
            isRunning ? (
              <AdminOnly>
                <StopButton recovery={recovery} />
              </AdminOnly>
            ) : (
              <DismissButton onClick={dismiss} />
            )
          }
        >
          {isRunning ? (
            <Running recovery={recovery} detail={notice.detail} />
          ) : (
            <>
              <span>{notice.detail}</span>{" "}
              {recovery.sent > 0 && (
                <Link href={logLink({ webhookId: webhook.id })} className="font-medium text-accent underline">
                  {t("seeDeliveries")}
                </Link>
              )}
            </>
          )}
        </Notice>
      )}
    </>
  );
};

const Running = ({ recovery: { sent, count }, detail }: { recovery: RecoveryView; detail: string }) => {
  const t = useTranslations("webhooks.recover");
  const text = t("progress", { sent, count });
  return (
    <div className="flex flex-col gap-2 pt-1.5">
      <Progress label={t("progressLabel")} value={Math.min(sent, count)} max={Math.max(count, 1)} text={text} />
      <p className="flex flex-wrap justify-between gap-x-4">
        <span>{detail}</span>
        <span className="font-medium text-ink tabular-nums">{text}</span>
      </p>
    </div>
  );
};

const StopButton = ({ recovery }: { recovery: RecoveryView }) => {
  const t = useTranslations("webhooks.recover");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const stop = useMutation(
    trpc.recoveries.cancel.mutationOptions({
      onSuccess: (ended) =>
        queryClient.setQueryData(trpc.recoveries.latest.queryKey({ id: recovery.webhookId }), ended),
      onError: (error) => notify({ title: t("stopFailed"), description: errorText(error), bad: true }),
      onSettled: () => {
        queryClient.invalidateQueries(trpc.recoveries.pathFilter());
        queryClient.invalidateQueries(trpc.webhooks.pathFilter());
      },
    }),
  );
  return (
    <Button
      size="small"
      icon={CircleStop}
      pending={stop.isPending}
      onClick={() => stop.mutate({ id: recovery.webhookId, recoveryId: recovery.id })}
    >
      {t("stop")}
    </Button>
  );
};

const DismissButton = ({ onClick }: { onClick: () => void }) => (
  <Button size="small" variant="ghost" icon={X} onClick={onClick}>
    <span className="sr-only">{useTranslations("webhooks.recover")("dismiss")}</span>
  </Button>
);
