"use client";

import dynamic from "next/dynamic";
import { loadWindow, useWasOpen } from "#components/ui/confirm-dialog.tsx";
import type { DialogProps } from "#components/ui/dialog-props.ts";
import { LeaveQuestion } from "#components/ui/leave-question.tsx";

const DialogWindow = dynamic(() => loadWindow().then((part) => part.DialogWindow), { ssr: false });

/**
 * Modal window. Escape, the backdrop and `onClose` close it; the focus returns to the previous element.
 *
 * @param mustConfirm only a button inside closes it, because its content is not shown again
 */
export const Dialog = (props: DialogProps) =>
  useWasOpen(props.open) && (
    <DialogWindow {...props}>
      {props.children}
      {props.mustConfirm && <LeaveQuestion about="shownOnce" isActive={props.open} />}
    </DialogWindow>
  );
