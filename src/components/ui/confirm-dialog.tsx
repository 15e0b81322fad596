"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import type { ConfirmDialogProps } from "#components/ui/dialog-props.ts";

/** Loads the code of a window before it is needed: without a connection it would replace the page by an error. */
export const loadWindow = () => import("#components/ui/dialog-window.tsx");

const ConfirmWindow = dynamic(() => loadWindow().then((part) => part.ConfirmWindow), { ssr: false });

/** Stays true after the end, so that the window can fade out and give the focus back. */
export const useWasOpen = (open: boolean): boolean => {
  const [wasOpen, setWasOpen] = useState(open);
  if (open && !wasOpen) setWasOpen(true);
  return wasOpen;
};

/** Confirms an irreversible action. The button label says what will happen. */
export const ConfirmDialog = (props: ConfirmDialogProps) => useWasOpen(props.open) && <ConfirmWindow {...props} />;
