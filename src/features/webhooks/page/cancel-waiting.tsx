"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { useNotify } from "#components/ui/notify.ts";
import { errorText } from "#features/request-error.ts";
import { useWaitingText } from "#features/webhooks/use-waiting-text.ts";
import { useTRPC } from "#trpc/client.tsx";

type Props = { webhookId: string; waiting: number; open: boolean; onClose: () => void };

/** Asks before all waiting deliveries of a webhook are canceled, and names their number. */
export const CancelWaiting = ({ webhookId, waiting, open, onClose }: Props) => {
  const t = useTranslations("webhooks.waiting");
  const waitingText = useWaitingText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const cancel = useMutation(
    trpc.webhooks.cancelWaiting.mutationOptions({
      onSuccess: ({ count }) => {
        onClose();
        notify({ title: t("done", { count }) });
      },
      onSettled: () => {
        queryClient.invalidateQueries(trpc.webhooks.pathFilter());
        queryClient.invalidateQueries(trpc.deliveries.pathFilter());
      },
    }),
  );
  const amount = waitingText(waiting);
  return (
    <ConfirmDialog
      open={open}
      onClose={() => {
        onClose();
        cancel.reset();
      }}
      onConfirm={() => cancel.mutate({ id: webhookId })}
      pending={cancel.isPending}
      danger
      title={t("ask", { waiting: amount })}
      description={t("askAbout", { count: waiting })}
      confirm={t("confirm", { waiting: amount })}
      dismiss={t("keep", { count: waiting })}
    >
      <FieldError message={cancel.error ? errorText(cancel.error) : undefined} />
    </ConfirmDialog>
  );
};
