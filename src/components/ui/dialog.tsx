"use client";

import dynamic from "next/dynamic";
import { useLayoutEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { ConfirmDialogProps, DialogProps } from "#components/ui/dialog-props.ts";
import { useHoldLeaving } from "#components/ui/hold-leaving.ts";

const load = () => import("#components/ui/dialog-window.tsx");

const DialogWindow = dynamic(() => load().then((part) => part.DialogWindow), { ssr: false });
const ConfirmWindow = dynamic(() => load().then((part) => part.ConfirmWindow), { ssr: false });

/** Stays true after the end, so that the window can fade out and give the focus back. */
const useWasOpen = (open: boolean): boolean => {
  const [wasOpen, setWasOpen] = useState(open);
  if (open && !wasOpen) setWasOpen(true);
  return wasOpen;
};

/**
 * Remembers what had the focus when the window was asked for. The library remembers it later: on a busy machine the page behind is inert
 * by then, and has lost the focus.
 */
const useOpener = (open: boolean) => {
  const opener = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (open) opener.current = document.activeElement;
  }, [open]);
  return () => {
    const { activeElement: now, body } = document;
    // A step of the window has moved the focus on, such as to the next page's heading.
    if (now && now !== body && !now.closest("[role=dialog], [role=alertdialog]")) return false;
    const { current } = opener;
    return current instanceof HTMLElement && current !== body && current.isConnected ? current : true;
  };
};

/**
 * Modal window. Escape, the backdrop and `onClose` close it; the focus returns to the previous element.
 *
 * @param mustConfirm only a button inside closes it, because its content is not shown again
 */
export const Dialog = (props: DialogProps) => {
  const opener = useOpener(props.open);
  const wasOpen = useWasOpen(props.open);
  if (!wasOpen) return null;
  return (
    <DialogWindow {...props} finalFocus={props.finalFocus ?? opener}>
      {props.children}
      {props.mustConfirm && <ShownOnce isActive={props.open} />}
    </DialogWindow>
  );
};

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
export const ConfirmDialog = (props: ConfirmDialogProps) => {
  const opener = useOpener(props.open);
  return useWasOpen(props.open) && <ConfirmWindow {...props} finalFocus={opener} />;
};
