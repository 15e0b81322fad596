"use client";

import { CirclePause, CirclePower, TriangleAlert } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/states.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { OFF_REASONS } from "#features/webhooks/health-badge.tsx";
import { useSetActive } from "#features/webhooks/use-set-active.ts";

/** What needs the owner's attention; nothing while all is well. */
export const WebhookNotice = ({ webhook }: { webhook: WebhookView }) => {
  const setActive = useSetActive(webhook.id);
  if (webhook.health === "healthy") return null;
  if (webhook.health === "disabled") {
    return (
      <Notice
        icon={CirclePower}
        tone="calm"
        title="This webhook is off"
        action={
          <Button
            variant="primary"
            size="small"
            pending={setActive.isPending}
            onClick={() => setActive.mutate({ id: webhook.id, changes: { active: true } })}
          >
            Turn on
          </Button>
        }
      >
        {webhook.disabledReason && OFF_REASONS[webhook.disabledReason]}
      </Notice>
    );
  }
  if (webhook.health === "paused") {
    return (
      <Notice icon={CirclePause} tone="bad" title="This receiver has been failing for a while">
        To spare it, we only try now and then until it answers again. Nothing is lost: messages wait. Open a failed
        delivery below to see why.
      </Notice>
    );
  }
  return (
    <Notice icon={TriangleAlert} tone="warn" title="The last messages did not arrive">
      We try again by ourselves. Open one of the deliveries below to see why, or send a test.
    </Notice>
  );
};
