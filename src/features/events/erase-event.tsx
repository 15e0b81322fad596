"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { useNotify } from "#components/ui/notify.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Notifies about the result and reloads the lists. */
const useErase = (onDone: () => void) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const t = useTranslations("events.erase");
  return useMutation(
    trpc.erase.start.mutationOptions({
      onSuccess: ({ count, done }) => {
        notify({ title: t("done", { count }), ...(done ? {} : { description: t("goesOn") }) });
        queryClient.invalidateQueries(trpc.events.pathFilter());
        queryClient.invalidateQueries(trpc.deliveries.pathFilter());
        onDone();
      },
    }),
  );
};

export const EraseEvent = ({ eventId, open, onClose }: { eventId: string; open: boolean; onClose: () => void }) => {
  const t = useTranslations("events.erase");
  const erase = useErase(onClose);
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      onConfirm={() => erase.mutate({ eventId })}
      pending={erase.isPending}
      danger
      title={t("titleEvent")}
      description={`${t("what")} ${t("noUndo")}`}
      confirm={t("erase")}
    >
      <FieldError message={erase.error ? errorText(erase.error) : undefined} />
    </ConfirmDialog>
  );
};
