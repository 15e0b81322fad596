"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { ConfirmDialogProps, DialogProps } from "#components/ui/dialog-props.ts";
import { useHoldLeaving } from "#components/ui/hold-leaving.ts";

/** Loads the code of a window before it is needed: without a connection it would replace the page by an error. */
export const loadWindow = () => import("#components/ui/dialog-window.tsx");

const DialogWindow = dynamic(() => loadWindow().then((part) => part.DialogWindow), { ssr: false });
const ConfirmWindow = dynamic(() => loadWindow().then((part) => part.ConfirmWindow), { ssr: false });

/** Stays true after the end, so that the window can fade out and give the focus back. */
const useWasOpen = (open: boolean): boolean => {
  const [wasOpen, setWasOpen] = useState(open);
  if (open && !wasOpen) setWasOpen(true);
  return wasOpen;
};

/**
 * Modal window. Escape, the backdrop and `onClose` close it; the focus returns to the previous element.
 *
 * @param mustConfirm only a button inside closes it, because its content is not shown again
 */
export const Dialog = (props: DialogProps) =>
  useWasOpen(props.open) && (
    <DialogWindow {...props}>
      {props.children}
      {props.mustConfirm && <ShownOnce isActive={props.open} />}
    </DialogWindow>
  );

/** Asks before a page is left whose window shows something for the only time. */
const ShownOnce = ({ isActive }: { isActive: boolean }) => {
  const t = useTranslations("ui.leave.shownOnce");
  const { asked, stay, leave } = useHoldLeaving(isActive);
  return (
    <ConfirmDialog
      open={asked}
      onClose={stay}
      onConfirm={leave}
      danger
      title={t("title")}
      description={t("about")}
      confirm={t("confirm")}
      dismiss={t("stay")}
    />
  );
};

/** Confirms an irreversible action. The button label says what will happen. */
export const ConfirmDialog = (props: ConfirmDialogProps) => useWasOpen(props.open) && <ConfirmWindow {...props} />;
