"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "use-intl";
import { Dialog } from "#components/ui/dialog.tsx";
import { LoadingRows } from "#components/ui/states.tsx";
import type { AskedRange } from "#features/webhooks/recovery/recover-draft.ts";

const RecoverForm = dynamic(
  () => import("#features/webhooks/recovery/recover-form.tsx").then((module) => module.RecoverForm),
  { loading: () => <LoadingRows rows={3} /> },
);

type Props = {
  webhookId: string;
  open: boolean;
  onClose: () => void;
  onStarted?: () => void;
  /** Start of the time when the webhook was off, if events were missed then. */
  missedSince?: string | null;
  /** Range to begin with, such as the one of a log filter. */
  asked?: AskedRange | undefined;
};

/** Resends many events of one webhook: range, exact count, start. Opens from the webhook's page, the log and home. */
export const RecoverDialog = ({ webhookId, open, onClose, onStarted, missedSince = null, asked }: Props) => {
  const t = useTranslations("webhooks.recover");
  return (
    <Dialog open={open} onClose={onClose} title={t("title")} description={t("about")}>
      <RecoverForm
        webhookId={webhookId}
        missedSince={missedSince}
        asked={asked}
        onClose={onClose}
        onStarted={() => {
          onClose();
          onStarted?.();
        }}
      />
    </Dialog>
  );
};
