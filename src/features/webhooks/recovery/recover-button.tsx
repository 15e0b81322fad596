"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { RecoverDialog } from "#features/webhooks/recovery/recover-dialog.tsx";
import { hasSentMissed } from "#features/webhooks/recovery/recovery-notice.ts";
import { useTRPC } from "#trpc/client.tsx";

type Props = { webhook: WebhookView; onStarted?: () => void };

/** Opens the recovery dialog. One recovery runs at a time, while the webhook is on; a title says why the button is off. */
export const RecoverButton = ({ webhook, onStarted }: Props) => {
  const t = useTranslations("webhooks.recover");
  const trpc = useTRPC();
  const [isOpen, setOpen] = useState(false);
  const latest = useQuery(trpc.recoveries.latest.queryOptions({ id: webhook.id }));
  const missed = useQuery(trpc.webhooks.missed.queryOptions({ id: webhook.id }));
  const isMissing = missed.data && missed.data.count > 0 && !hasSentMissed(latest.data ?? null, missed.data);
  const isRunning = latest.data?.state === "running";
  const whyOff = !webhook.active ? t("offBecause") : isRunning ? t("runningBecause") : undefined;
  return (
    <>
      <Button icon={History} disabled={whyOff !== undefined} title={whyOff} onClick={() => setOpen(true)}>
        {t("button")}
      </Button>
      {isOpen && (
        <RecoverDialog
          webhookId={webhook.id}
          open
          onClose={() => setOpen(false)}
          missedSince={isMissing ? missed.data.since : null}
          {...(onStarted && { onStarted })}
        />
      )}
    </>
  );
};
