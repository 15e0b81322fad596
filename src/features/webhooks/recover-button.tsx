"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { RecoverForm } from "#features/webhooks/recover-form.tsx";
import { hasSentMissed } from "#features/webhooks/recovery-notice.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Opens the recovery dialog. Only one recovery runs at a time, and only while the webhook is on. */
export const RecoverButton = ({ webhook }: { webhook: WebhookView }) => {
  const trpc = useTRPC();
  const [isOpen, setOpen] = useState(false);
  const latest = useQuery(trpc.recoveries.latest.queryOptions({ id: webhook.id }));
  const missed = useQuery(trpc.webhooks.missed.queryOptions({ id: webhook.id }));
  const close = () => setOpen(false);
  if (!webhook.active) return null;
  const isMissing = missed.data && missed.data.count > 0 && !hasSentMissed(latest.data ?? null, missed.data);
  return (
    <>
      <Button icon={History} disabled={latest.data?.state === "running"} onClick={() => setOpen(true)}>
        Send missed again
      </Button>
      <Dialog
        open={isOpen}
        onClose={close}
        title="Send missed messages again"
        description="The receiver gets them with the same ids, so it can tell what it has already seen."
      >
        <RecoverForm webhookId={webhook.id} missedSince={isMissing ? missed.data.since : null} onClose={close} />
      </Dialog>
    </>
  );
};
