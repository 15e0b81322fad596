"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/states.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { errorText } from "#features/request-error.ts";
import { hasSentMissed } from "#features/webhooks/recovery/recovery-notice.ts";
import { useStartRecovery } from "#features/webhooks/recovery/use-start-recovery.ts";
import { useDismissed } from "#features/webhooks/use-dismissed.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Offers to send exactly the events that the webhook missed while it was off. */
export const MissedOffer = ({ webhook }: { webhook: WebhookView }) => {
  const t = useTranslations("webhooks.recover");
  const trpc = useTRPC();
  const missed = useQuery(trpc.webhooks.missed.queryOptions({ id: webhook.id }, { enabled: webhook.active }));
  const latest = useQuery(trpc.recoveries.latest.queryOptions({ id: webhook.id }));
  const start = useStartRecovery();
  const { count = 0, since = null, switchedOffAt = null, isMore = false } = missed.data ?? {};
  const [isDismissed, dismiss] = useDismissed(`missed:${webhook.id}:${switchedOffAt}`);
  if (!webhook.active || !missed.data || since === null || (count === 0 && !isMore) || isDismissed) return null;
  if (latest.data?.state === "running" || hasSentMissed(latest.data ?? null, missed.data)) return null;

  return (
    <Notice
      icon={History}
      tone="accent"
      title={!isMore ? t("offer", { count }) : count === 0 ? t("offerUnknown") : t("offerMore", { count })}
      action={
        <div className="flex flex-wrap gap-2">
          <Button size="small" variant="ghost" onClick={dismiss}>
            {t("skip")}
          </Button>
          <Button
            size="small"
            variant="primary"
            pending={start.isPending}
            onClick={() => start.mutate({ id: webhook.id, since, status: ["canceled"], includeMissing: true })}
          >
            {t("offerSend", { count: isMore ? count + 1 : count })}
          </Button>
        </div>
      }
    >
      <p>{t("offerAbout")}</p>
      <FieldError message={start.error ? errorText(start.error) : undefined} />
    </Notice>
  );
};
