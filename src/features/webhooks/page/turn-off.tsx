"use client";

import { useTranslations } from "use-intl";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { useSetActive } from "#features/webhooks/page/use-set-active.ts";
import { useWaitingText } from "#features/webhooks/use-waiting-text.ts";

type Props = { webhook: WebhookView; waiting: number; onClose: () => void };

export const TurnOff = ({ webhook, waiting, onClose }: Props) => {
  const t = useTranslations("webhooks.danger");
  const waitingText = useWaitingText();
  const setActive = useSetActive(webhook.id);
  const turnOff = () => setActive.mutate({ id: webhook.id, changes: { active: false } }, { onSuccess: onClose });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      onConfirm={turnOff}
      pending={setActive.isPending}
      title={t("offAsk")}
      description={t("offAskAbout", { count: waiting, waiting: waitingText(waiting) })}
      confirm={t("off")}
    />
  );
};
