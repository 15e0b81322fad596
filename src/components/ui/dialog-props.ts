import type { ReactNode } from "react";

export type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  mustConfirm?: boolean;
  /** Element that gets the focus at the end instead of the opener. */
  finalFocus?: () => HTMLElement | null;
  children: ReactNode;
};

/** Names the place of the focus after the end: `true` = as the library finds it, `false` = where it is. */
export type FocusAfter = { finalFocus: () => HTMLElement | boolean | null };

export type ConfirmDialogProps = {
  open: boolean;
  onClose: () => void;
  onConfirm: () => void;
  title: string;
  description: ReactNode;
  confirm: string;
  /** Replaces the label "Cancel" where it is ambiguous. */
  dismiss?: string;
  pending?: boolean;
  danger?: boolean;
  children?: ReactNode;
};
