"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog, Dialog } from "#components/ui/dialog.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { useNotify } from "#components/ui/toast.tsx";
import { errorText, fieldError, generalError } from "#features/request-error.ts";
import type { Translate } from "#features/translate.ts";
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

const previewText = (t: Translate<"events.erase">, { count, done }: { count: number; done: boolean }) => {
  if (count === 0) return done ? t("nothing") : t("tooMuch");
  return done ? t("found", { count }) : t("foundMore", { count });
};

export const EraseCustomer = ({ open, onClose }: { open: boolean; onClose: () => void }) => {
  const t = useTranslations("events.erase");
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
    <Dialog open={open} onClose={close} title={t("title")} description={t("what")}>
      <form method="post" noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t("customerId")} hint={t("hint")} error={fieldError(error, "customerId")}>
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
            {previewText(t, preview.data)}
          </p>
        )}
        <FieldError message={generalError(error, ["customerId"])} />
        <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
          <Button onClick={close}>{t("cancel")}</Button>
          {mayErase ? (
            <Button type="submit" variant="danger" pending={erase.isPending}>
              {t(erase.isPending ? "erasing" : "erase")}
            </Button>
          ) : (
            <Button type="submit" variant="primary" pending={preview.isPending} disabled={customerId.trim() === ""}>
              {t(preview.isPending ? "checking" : "check")}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
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
