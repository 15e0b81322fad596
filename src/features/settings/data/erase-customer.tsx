"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { useNotify } from "#components/ui/notify.ts";
import { fieldError, generalError } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Counts a customer's events first, then erases them. */
export const EraseCustomer = ({ onClose }: { onClose: () => void }) => {
  const t = useTranslations("settings.data");
  const tSettings = useTranslations("settings");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [customerId, setCustomerId] = useState("");
  const preview = useMutation(trpc.erase.preview.mutationOptions());
  const erase = useMutation(
    trpc.erase.start.mutationOptions({
      onSuccess: ({ count, done }) => {
        notify({ title: t("erased", { count }), ...(done ? {} : { description: t("erasedMore") }) });
        for (const { pathFilter } of [trpc.events, trpc.deliveries, trpc.storage])
          queryClient.invalidateQueries(pathFilter());
        onClose();
      },
    }),
  );
  // Unfinished counts may be 0 so far.
  const mayErase = preview.data !== undefined && (preview.data.count > 0 || !preview.data.done);
  const found = ({ count, done }: { count: number; done: boolean }) => {
    if (count === 0) return done ? t("nothing") : t("tooMuch");
    return done ? t("found", { count }) : t("foundMore", { count });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mayErase) erase.mutate({ customerId });
    else preview.mutate({ customerId });
  };
  const error = preview.error ?? erase.error;
  return (
    <Dialog open onClose={onClose} title={t("erase")} description={t("eraseAbout")}>
      <form method="post" noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t("customerId")} hint={t("customerIdHint")} error={fieldError(error, "customerId")}>
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
            {found(preview.data)}
          </p>
        )}
        <FieldError message={generalError(error, ["customerId"])} />
        <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
          <Button onClick={onClose}>{tSettings("cancel")}</Button>
          {mayErase ? (
            <Button type="submit" variant="danger" pending={erase.isPending}>
              {erase.isPending ? t("erasing") : t("eraseConfirm")}
            </Button>
          ) : (
            <Button type="submit" variant="primary" pending={preview.isPending} disabled={customerId.trim() === ""}>
              {preview.isPending ? t("checking") : t("check")}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
};
