import type { ReactNode } from "react";

export type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  mustConfirm?: boolean;
  /** Element that gets the focus at the end, where the one from before may be gone. */
  finalFocus?: () => HTMLElement | null;
  children: ReactNode;
};

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
