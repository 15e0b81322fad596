"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban, RotateCw, X } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { dotted } from "#components/ui/dotted.ts";
import { FieldError } from "#components/ui/field.tsx";
import { useNotify } from "#components/ui/notify.ts";
import type { Outcome } from "#features/log/bulk-result.tsx";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

type Props = { ids: readonly string[]; max: number; onClear: () => void; onDone: (outcome: Outcome) => void };

/** Actions for the selected rows, at the lower edge of the window. */
export const SelectionBar = ({ ids, max, onClear, onDone }: Props) => {
  const t = useTranslations("log.selection");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [isConfirming, setConfirming] = useState(false);
  const reload = () => queryClient.invalidateQueries(trpc.deliveries.pathFilter());
  const done = (kind: Outcome["kind"]) => (result: Pick<Outcome, "results">) => {
    setConfirming(false);
    onDone({ kind, ...result });
  };
  const resend = useMutation(
    trpc.deliveries.resendMany.mutationOptions({
      onSuccess: done("resent"),
      onError: (error) => notify({ title: t("failed"), description: errorText(error), bad: true }),
      onSettled: reload,
    }),
  );
  const cancel = useMutation(
    trpc.deliveries.cancelMany.mutationOptions({ onSuccess: done("canceled"), onSettled: reload }),
  );
  const isBusy = resend.isPending || cancel.isPending;
  return (
    <section
      aria-label={t("label")}
      className="sticky bottom-18 z-20 mt-4 flex flex-wrap items-center gap-2 rounded-xl border border-line-strong bg-surface py-2 pr-2 pl-4 shadow-popup lg:bottom-4"
    >
      <p role="status" className="grow text-[0.8125rem] font-medium">
        <span>{t("count", { count: ids.length })}</span>
        {ids.length >= max && (
          <span className="font-normal text-soft">{dotted(["", t("limit", { max: String(max) })])}</span>
        )}
      </p>
      <Button
        size="small"
        variant="primary"
        icon={RotateCw}
        pending={resend.isPending}
        onClick={() => !isBusy && resend.mutate({ ids: [...ids] })}
      >
        {t(resend.isPending ? "resending" : "resend")}
      </Button>
      <Button size="small" icon={Ban} onClick={() => !isBusy && setConfirming(true)}>
        {t("cancel")}
      </Button>
      <Button size="small" variant="ghost" icon={X} onClick={onClear}>
        <span className="max-md:sr-only">{t("clear")}</span>
      </Button>
      <ConfirmDialog
        open={isConfirming}
        onClose={() => {
          setConfirming(false);
          cancel.reset();
        }}
        onConfirm={() => cancel.mutate({ ids: [...ids] })}
        pending={cancel.isPending}
        danger
        title={t("confirmCancel", { count: ids.length })}
        description={t("confirmText")}
        confirm={t(cancel.isPending ? "canceling" : "confirm")}
        dismiss={t("keep")}
      >
        <FieldError message={cancel.error ? errorText(cancel.error) : undefined} />
      </ConfirmDialog>
    </section>
  );
};
