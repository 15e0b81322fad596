"use client";

import { CirclePower, Eye, RotateCcwKey, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DetailList } from "#components/ui/detail-list.tsx";
import { ConfirmDialog } from "#components/ui/dialog.tsx";
import { Time } from "#components/ui/time.tsx";
import { Hint } from "#components/ui/tooltip.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { DeleteWebhook } from "#features/webhooks/delete-webhook.tsx";
import { RevealSecret } from "#features/webhooks/reveal-secret.tsx";
import { RotateSecret } from "#features/webhooks/rotate-secret.tsx";
import { UnsentHeaders } from "#features/webhooks/unsent-headers.tsx";
import { useSetActive } from "#features/webhooks/use-set-active.ts";
import { WebhookEvents } from "#features/webhooks/webhook-events.tsx";
import { settingsOfFields } from "#features/webhooks/webhook-field-forms.tsx";

export const WebhookSettings = ({ webhook, headerPrefix }: { webhook: WebhookView; headerPrefix: string }) => {
  const [open, setOpen] = useState<"reveal" | "rotate" | "off" | "delete">();
  const setActive = useSetActive(webhook.id);
  const close = () => setOpen(undefined);
  const turn = (active: boolean) => setActive.mutate({ id: webhook.id, changes: { active } }, { onSuccess: close });

  return (
    <Card title="Settings">
      <div className="flex flex-col gap-5">
        <UnsentHeaders webhook={webhook} headerPrefix={headerPrefix} />
        <DetailList items={settingsOf(webhook)} narrow />
        <AdminOnly>
          <div className="flex flex-wrap gap-2 border-t border-line pt-4">
            <Button size="small" icon={Eye} onClick={() => setOpen("reveal")}>
              Show secret
            </Button>
            <Button size="small" icon={RotateCcwKey} onClick={() => setOpen("rotate")}>
              New secret
            </Button>
            {webhook.active ? (
              <Button size="small" icon={CirclePower} onClick={() => setOpen("off")}>
                Turn off
              </Button>
            ) : (
              <Button size="small" icon={CirclePower} pending={setActive.isPending} onClick={() => turn(true)}>
                Turn on
              </Button>
            )}
            <Button size="small" variant="quietDanger" icon={Trash2} onClick={() => setOpen("delete")}>
              Delete
            </Button>
          </div>
        </AdminOnly>
      </div>
      <RevealSecret webhook={webhook} open={open === "reveal"} onClose={close} />
      <RotateSecret webhook={webhook} open={open === "rotate"} onClose={close} />
      <DeleteWebhook webhook={webhook} open={open === "delete"} onClose={close} />
      <ConfirmDialog
        open={open === "off"}
        onClose={close}
        onConfirm={() => turn(false)}
        pending={setActive.isPending}
        title="Turn this webhook off?"
        description="Nothing more is sent to it until you turn it on again. Messages that are waiting now are canceled."
        confirm="Turn off"
      />
    </Card>
  );
};

const settingsOf = (webhook: WebhookView) => [
  {
    label: "Address",
    value: (
      <span className="flex items-start gap-1">
        <span className="min-w-0 font-mono text-[0.8125rem] break-all">{webhook.url}</span>
        <AdminOnly>
          <CopyButton text={webhook.url} what="address" iconOnly className="-mt-1" />
        </AdminOnly>
      </span>
    ),
  },
  {
    label: "Events",
    value: <WebhookEvents events={webhook.events} />,
  },
  {
    label: (
      <>
        <span>Signing secret</span>{" "}
        <Hint about="the signing secret">
          Every message is signed with it, so that the receiver can tell that it comes from you.
        </Hint>
      </>
    ),
    value: <span className="font-mono text-[0.8125rem]">{webhook.secretHint}</span>,
  },
  ...Object.entries(webhook.headers).map(([name, value]) => ({
    label: "Custom header",
    value: <span className="font-mono text-[0.8125rem] break-all">{`${name}: ${value}`}</span>,
  })),
  ...settingsOfFields(webhook),
  { label: "Created", value: <Time at={webhook.createdAt} withExact /> },
];
