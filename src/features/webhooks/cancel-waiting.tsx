"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/dialog.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { useNotify } from "#components/ui/toast.tsx";
import { countOf, waitingText } from "#features/count-text.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

export const CancelWaiting = ({ webhookId, waiting }: { webhookId: string; waiting: number }) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [isOpen, setOpen] = useState(false);
  const cancel = useMutation(
    trpc.webhooks.cancelWaiting.mutationOptions({
      onSuccess: ({ count }) => {
        setOpen(false);
        notify({ title: `${countOf(count, "delivery", "deliveries")} canceled` });
      },
      onSettled: () => {
        queryClient.invalidateQueries(trpc.webhooks.pathFilter());
        queryClient.invalidateQueries(trpc.deliveries.pathFilter());
      },
    }),
  );
  const close = () => {
    setOpen(false);
    cancel.reset();
  };
  const all = waitingText(waiting);
  return (
    <>
      <Button size="small" variant="quietDanger" icon={Ban} onClick={() => setOpen(true)}>
        Cancel everything waiting
      </Button>
      <ConfirmDialog
        open={isOpen}
        onClose={close}
        onConfirm={() => cancel.mutate({ id: webhookId })}
        pending={cancel.isPending}
        danger
        title={`Cancel ${all}?`}
        description={`${waiting === 1 ? "It is" : "They are"} not sent to this webhook. New events go on being sent. If you change your mind, use “Send missed again”.`}
        confirm={`Cancel ${all}`}
        dismiss={waiting === 1 ? "Keep it" : "Keep them"}
      >
        <FieldError message={cancel.error ? errorText(cancel.error) : undefined} />
      </ConfirmDialog>
    </>
  );
};
