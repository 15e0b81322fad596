"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/states.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { missedText } from "#features/count-text.ts";
import { errorText } from "#features/request-error.ts";
import { hasSentMissed } from "#features/webhooks/recovery-notice.ts";
import { useDismissed } from "#features/webhooks/use-dismissed.ts";
import { useStartRecovery } from "#features/webhooks/use-start-recovery.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Offers to send exactly the messages that the webhook missed while it was off. */
export const MissedOffer = ({ webhook }: { webhook: WebhookView }) => {
  const trpc = useTRPC();
  const missed = useQuery(trpc.webhooks.missed.queryOptions({ id: webhook.id }, { enabled: webhook.active }));
  const latest = useQuery(trpc.recoveries.latest.queryOptions({ id: webhook.id }));
  const start = useStartRecovery();
  const { count = 0, since = null, switchedOffAt = null, isMore = false } = missed.data ?? {};
  const [isDismissed, dismiss] = useDismissed(`missed:${webhook.id}:${switchedOffAt}`);
  if (!webhook.active || !missed.data || since === null || (count === 0 && !isMore) || isDismissed) return null;
  if (latest.data?.state === "running" || hasSentMissed(latest.data ?? null, missed.data)) return null;
  const isOne = count === 1 && !isMore;

  return (
    <Notice
      icon={History}
      tone="accent"
      title={missedText({ count, isMore })}
      action={
        <div className="flex flex-wrap gap-2">
          <Button size="small" variant="ghost" onClick={dismiss}>
            No, leave them
          </Button>
          <Button
            size="small"
            variant="primary"
            pending={start.isPending}
            onClick={() => start.mutate({ id: webhook.id, since, status: ["canceled"], includeMissing: true })}
          >
            {isOne ? "Send it now" : "Send them now"}
          </Button>
        </div>
      }
    >
      <p>
        {`Shall we send ${isOne ? "it" : "them"} now? The receiver gets a few at a time, with the time at which each really happened.`}
      </p>
      <FieldError message={start.error ? errorText(start.error) : undefined} />
    </Notice>
  );
};
