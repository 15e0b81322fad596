"use client";

import { useTranslations } from "use-intl";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { useHoldLeaving } from "#components/ui/hold-leaving.ts";

type Props = {
  /** What would be lost: changes, or something that is shown for the only time. */
  about: "changes" | "shownOnce";
  isActive: boolean;
  /** Runs when the person leaves. */
  onLeave?: () => void;
};

/** Asks before the page is left while `isActive`: by a link, the Back button, a reload or a closed tab. */
export const LeaveQuestion = ({ about, isActive, onLeave }: Props) => {
  const t = useTranslations("ui.leave");
  const { asked, stay, leave } = useHoldLeaving(isActive);
  return (
    <ConfirmDialog
      open={asked}
      onClose={stay}
      onConfirm={() => {
        leave();
        onLeave?.();
      }}
      danger
      title={t(`${about}.title`)}
      description={t(`${about}.about`)}
      confirm={t(`${about}.confirm`)}
      dismiss={t(`${about}.stay`)}
    />
  );
};
