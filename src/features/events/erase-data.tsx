"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog, Dialog } from "#components/ui/dialog.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { useNotify } from "#components/ui/toast.tsx";
import { countOf } from "#features/count-text.ts";
import { errorText, fieldError, generalError } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

const WHAT_GOES =
  "The messages and the receivers' answers are deleted for good; what is waiting is canceled. That something was sent, and when, stays.";

/** Notifies about the result and reloads the lists. */
const useErase = (onDone: () => void) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  return useMutation(
    trpc.erase.start.mutationOptions({
      onSuccess: ({ count, done }) => {
        const description = done ? undefined : "There is more; it goes on by itself and ends up under Activity.";
        notify({ title: `Erased ${countOf(count, "event")}`, ...(description ? { description } : {}) });
        queryClient.invalidateQueries(trpc.events.pathFilter());
        queryClient.invalidateQueries(trpc.deliveries.pathFilter());
        onDone();
      },
    }),
  );
};

const previewText = ({ count, done }: { count: number; done: boolean }) => {
  if (count === 0 && done) return "Nothing is kept of this customer.";
  if (count === 0)
    return "There is too much to look through here. What is found will be erased. This cannot be undone.";
  return `${done ? "" : "More than "}${countOf(count, "event")} will be erased. This cannot be undone.`;
};

export const EraseCustomer = ({ open, onClose }: { open: boolean; onClose: () => void }) => {
  const trpc = useTRPC();
  const [customerId, setCustomerId] = useState("");
  const preview = useMutation(trpc.erase.preview.mutationOptions());
  // Unfinished counts may be 0 so far.
  const mayErase = preview.data !== undefined && (preview.data.count > 0 || !preview.data.done);
  const close = () => {
    onClose();
    preview.reset();
    erase.reset();
    setCustomerId("");
  };
  const erase = useErase(close);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mayErase) erase.mutate({ customerId });
    else preview.mutate({ customerId });
  };
  const error = preview.error ?? erase.error;
  return (
    <Dialog open={open} onClose={close} title="Erase a customer’s data" description={WHAT_GOES}>
      <form method="post" noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label="Customer id"
          hint="As your booking system names them; a message shows it as customerId."
          error={fieldError(error, "customerId")}
        >
          {(control) => (
            <Input
              {...control}
              mono
              name="customerId"
              autoComplete="off"
              maxLength={200}
              value={customerId}
              onChange={(event) => {
                setCustomerId(event.target.value);
                preview.reset();
              }}
            />
          )}
        </Field>
        {preview.data && (
          <p role="status" className="font-medium">
            {previewText(preview.data)}
          </p>
        )}
        <FieldError message={generalError(error, ["customerId"])} />
        <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
          <Button onClick={close}>Cancel</Button>
          {mayErase ? (
            <Button type="submit" variant="danger" pending={erase.isPending}>
              {erase.isPending ? "Erasing…" : "Erase for good"}
            </Button>
          ) : (
            <Button type="submit" variant="primary" pending={preview.isPending} disabled={customerId.trim() === ""}>
              {preview.isPending ? "Looking…" : "Look what there is"}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
};

export const EraseEvent = ({ eventId, open, onClose }: { eventId: string; open: boolean; onClose: () => void }) => {
  const erase = useErase(onClose);
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      onConfirm={() => erase.mutate({ eventId })}
      pending={erase.isPending}
      danger
      title="Erase the data of this event?"
      description={`${WHAT_GOES} This cannot be undone.`}
      confirm="Erase for good"
    >
      <FieldError message={erase.error ? errorText(erase.error) : undefined} />
    </ConfirmDialog>
  );
};
