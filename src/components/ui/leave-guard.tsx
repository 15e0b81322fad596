"use client";

import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDialog, loadWindow } from "#components/ui/dialog.tsx";
import { useHoldLeaving } from "#components/ui/hold-leaving.ts";

/** Asks before unsaved changes are lost: by a link, the Back button, a reload or a closed tab. */
export const LeaveGuard = ({ isActive }: { isActive: boolean }) => {
  const t = useTranslations("ui.leave.changes");
  const { asked, stay, leave } = useHoldLeaving(isActive);
  useEffect(() => {
    if (isActive) loadWindow().catch(() => {});
  }, [isActive]);
  if (!asked) return null;
  return (
    <ConfirmDialog
      open
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
