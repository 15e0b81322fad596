"use client";

import { useQuery } from "@tanstack/react-query";
import { Ban, CirclePower, type LucideIcon, Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { useSetActive } from "#features/webhooks/page/use-set-active.ts";
import { useTRPC } from "#trpc/client.tsx";

const CancelWaiting = dynamic(
  () => import("#features/webhooks/page/cancel-waiting.tsx").then((module) => module.CancelWaiting),
  { ssr: false },
);
const DeleteWebhook = dynamic(
  () => import("#features/webhooks/page/delete-webhook.tsx").then((module) => module.DeleteWebhook),
  { ssr: false },
);
const TurnOff = dynamic(() => import("#features/webhooks/page/turn-off.tsx").then((module) => module.TurnOff), {
  ssr: false,
});

/** Changes that stop deliveries, apart from the settings. Each says what it does, and asks before it does it. */
export const DangerZone = ({ webhook }: { webhook: WebhookView }) => {
  const t = useTranslations("webhooks.danger");
  const w = useTranslations("webhooks.waiting");
  const trpc = useTRPC();
  const [open, setOpen] = useState<"off" | "waiting" | "delete">();
  const { data: health } = useQuery(trpc.webhooks.health.queryOptions({ id: webhook.id }));
  const setActive = useSetActive(webhook.id);
  const waiting = health?.waiting ?? 0;
  const close = () => setOpen(undefined);
  return (
    <Card title={t("title")}>
      <ul className="flex flex-col divide-y divide-line">
        {webhook.active ? (
          <Action title={t("off")} about={t("offAbout")} icon={CirclePower} onClick={() => setOpen("off")} />
        ) : (
          <Action
            title={t("on")}
            about={t("onAbout")}
            icon={CirclePower}
            pending={setActive.isPending}
            onClick={() => setActive.mutate({ id: webhook.id, changes: { active: true } })}
          />
        )}
        {webhook.active && (
          <Action
            title={w("cancel")}
            about={waiting === 0 ? w("nothing") : w("about")}
            icon={Ban}
            disabled={waiting === 0}
            onClick={() => setOpen("waiting")}
          />
        )}
        <Action danger title={t("delete")} about={t("deleteAbout")} icon={Trash2} onClick={() => setOpen("delete")} />
      </ul>
      {open === "off" && <TurnOff webhook={webhook} waiting={waiting} onClose={close} />}
      {open === "waiting" && <CancelWaiting webhookId={webhook.id} waiting={waiting} open onClose={close} />}
      {open === "delete" && <DeleteWebhook webhook={webhook} open onClose={close} />}
    </Card>
  );
};

type ActionProps = {
  title: string;
  about: ReactNode;
  icon: LucideIcon;
  danger?: boolean;
  disabled?: boolean;
  pending?: boolean;
  onClick: () => void;
};

const Action = ({ title, about, icon, danger = false, disabled = false, pending = false, onClick }: ActionProps) => (
  <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3 first:pt-0 last:pb-0">
    <p className="min-w-52 flex-1 text-[0.8125rem] text-soft">{about}</p>
    <Button
      size="small"
      variant={danger ? "quietDanger" : "secondary"}
      icon={icon}
      disabled={disabled}
      pending={pending}
      onClick={onClick}
    >
      {title}
    </Button>
  </li>
);
