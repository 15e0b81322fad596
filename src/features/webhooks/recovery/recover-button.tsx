"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import type { AskedRange } from "#features/webhooks/recovery/recover-draft.ts";
import { hasSentMissed } from "#features/webhooks/recovery/recovery-notice.ts";
import { useTRPC } from "#trpc/client.tsx";

const RecoverDialog = dynamic(
  () => import("#features/webhooks/recovery/recover-dialog.tsx").then((module) => module.RecoverDialog),
  { ssr: false },
);

type Props = { webhook: WebhookView; onStarted?: () => void };

/** Range that a link asks for: `?recover=1&since=…&until=…&status=failed`. Null without one. */
const askedOf = (query: URLSearchParams): { range: AskedRange | undefined } | null => {
  if (query.get("recover") === null) return null;
  const [since, until, status] = ["since", "until", "status"].map((name) => query.get(name));
  const isInstant = (text: string | null | undefined): text is string => !!text && !Number.isNaN(Date.parse(text));
  if (!isInstant(since)) return { range: undefined };
  const states = (["failed", "canceled"] as const).filter((state) => status?.split(",").includes(state));
  return {
    range: {
      since,
      ...(isInstant(until) && { until }),
      ...(states.length > 0 && { status: states }),
    },
  };
};

/** Opens the recovery dialog. One recovery runs at a time, while the webhook is on; a title says why the button is off. */
export const RecoverButton = ({ webhook, onStarted }: Props) => {
  const t = useTranslations("webhooks.recover");
  const trpc = useTRPC();
  const [asked] = useState(askedOf(useSearchParams()));
  const [isOpen, setOpen] = useState(asked !== null && webhook.active);
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
          {...(asked?.range && { asked: asked.range })}
          {...(onStarted && { onStarted })}
        />
      )}
    </>
  );
};
