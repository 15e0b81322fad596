"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { useNotify } from "#components/ui/notify.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

export const CancelEvent = ({ eventId }: { eventId: string }) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const t = useTranslations("events.cancel");
  const [isOpen, setOpen] = useState(false);
  const cancel = useMutation(
    trpc.events.cancel.mutationOptions({
      onSuccess: () => {
        setOpen(false);
        notify({ title: t("done") });
      },
      onSettled: () => queryClient.invalidateQueries(trpc.events.pathFilter()),
    }),
  );
  const close = () => {
    setOpen(false);
    cancel.reset();
  };
  return (
    <>
      <Button icon={Ban} onClick={() => setOpen(true)}>
        {t("button")}
      </Button>
      <ConfirmDialog
        open={isOpen}
        onClose={close}
        onConfirm={() => cancel.mutate({ id: eventId })}
        pending={cancel.isPending}
        danger
        title={t("title")}
        description={t("description")}
        confirm={t("confirm")}
        dismiss={t("dismiss")}
      >
        <FieldError message={cancel.error ? errorText(cancel.error) : undefined} />
      </ConfirmDialog>
    </>
  );
};
