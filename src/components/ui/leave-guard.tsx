"use client";

import { useEffect } from "react";
import { loadWindow } from "#components/ui/confirm-dialog.tsx";
import { LeaveQuestion } from "#components/ui/leave-question.tsx";

/**
 * Asks before unsaved changes are lost: by a link, the Back button, a reload or a closed tab.
 *
 * @param onDiscard puts the form back: the page may stay a while, and Forward may return to it before it is gone
 */
export const LeaveGuard = ({ isActive, onDiscard }: { isActive: boolean; onDiscard: () => void }) => {
  useEffect(() => {
    if (isActive) loadWindow().catch(() => {});
  }, [isActive]);
  return <LeaveQuestion about="changes" isActive={isActive} onLeave={onDiscard} />;
};
