"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { useNotify } from "#components/ui/notify.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { webhookName } from "#features/labels/webhook-name.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

type Props = { webhook: WebhookView; open: boolean; onClose: () => void };

export const DeleteWebhook = ({ webhook, open, onClose }: Props) => {
  const t = useTranslations("webhooks.danger");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const notify = useNotify();
  const remove = useMutation(
    trpc.webhooks.delete.mutationOptions({
      onSuccess: async () => {
        notify({ title: t("deleted") });
        router.push("/webhooks");
        await queryClient.invalidateQueries(trpc.webhooks.list.pathFilter());
      },
    }),
  );
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      onConfirm={() => remove.mutate({ id: webhook.id })}
      pending={remove.isPending || remove.isSuccess}
      danger
      title={t("deleteAsk")}
      description={t("deleteAskAbout", { name: webhookName(webhook) })}
      confirm={t("delete")}
    >
      <FieldError message={remove.error ? errorText(remove.error) : undefined} />
    </ConfirmDialog>
  );
};
