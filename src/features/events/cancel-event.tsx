"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/dialog.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { useNotify } from "#components/ui/toast.tsx";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

export const CancelEvent = ({ eventId }: { eventId: string }) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [isOpen, setOpen] = useState(false);
  const cancel = useMutation(
    trpc.events.cancel.mutationOptions({
      onSuccess: () => {
        setOpen(false);
        notify({ title: "Event canceled" });
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
        Cancel event
      </Button>
      <ConfirmDialog
        open={isOpen}
        onClose={close}
        onConfirm={() => cancel.mutate({ id: eventId })}
        pending={cancel.isPending}
        danger
        title="Cancel this event?"
        description="It will not be sent to any webhook. This cannot be undone."
        confirm="Cancel event"
        dismiss="Keep event"
      >
        <FieldError message={cancel.error ? errorText(cancel.error) : undefined} />
      </ConfirmDialog>
    </>
  );
};
