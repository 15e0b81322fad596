"use client";

import { AlertDialog } from "@base-ui/react/alert-dialog";
import { Dialog as Base } from "@base-ui/react/dialog";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import type { ConfirmDialogProps, DialogProps } from "#components/ui/dialog-props.ts";

const BACKDROP =
  "fixed inset-0 z-40 min-h-dvh bg-black/45 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0";
const POPUP =
  "fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[30rem] max-w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col gap-4 overflow-y-auto scroll-pb-32 " +
  "rounded-2xl border border-line bg-surface p-6 has-data-actions:pb-0 text-ink shadow-popup transition-[scale,opacity] duration-150 data-ending-style:scale-[0.98] data-ending-style:opacity-0 data-starting-style:scale-[0.98] data-starting-style:opacity-0";

export const DialogWindow = ({
  open,
  onClose,
  title,
  description,
  mustConfirm = false,
  finalFocus,
  children,
}: DialogProps) => (
  <Base.Root open={open} onOpenChange={(next) => !next && !mustConfirm && onClose()}>
    <Base.Portal>
      <Base.Backdrop className={BACKDROP} />
      <Base.Popup className={POPUP} finalFocus={finalFocus}>
        <div className="flex flex-col gap-1.5">
          <Base.Title className="text-lg font-semibold tracking-tight wrap-anywhere">{title}</Base.Title>
          {description && (
            <Base.Description className="text-sm wrap-anywhere text-soft">{description}</Base.Description>
          )}
        </div>
        {children}
      </Base.Popup>
    </Base.Portal>
  </Base.Root>
);

export const ConfirmWindow = ({
  open,
  onClose,
  onConfirm,
  title,
  description,
  confirm,
  dismiss,
  pending = false,
  danger = false,
  children,
}: ConfirmDialogProps) => {
  const t = useTranslations("ui.dialog");
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={BACKDROP} />
        <AlertDialog.Popup className={POPUP}>
          <div className="flex flex-col gap-1.5">
            <AlertDialog.Title className="text-lg font-semibold tracking-tight wrap-anywhere">
              {title}
            </AlertDialog.Title>
            <AlertDialog.Description className="text-sm wrap-anywhere text-soft">{description}</AlertDialog.Description>
          </div>
          {children}
          <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
            <Button onClick={onClose}>{dismiss ?? t("dismiss")}</Button>
            <Button variant={danger ? "danger" : "primary"} pending={pending} onClick={onConfirm}>
              {confirm}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
};
