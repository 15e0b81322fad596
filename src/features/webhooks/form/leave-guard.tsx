"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "#components/ui/dialog.tsx";

/**
 * Asks before a link, a reload or a closed tab discards unsaved changes. Links are caught before their own handlers; a plain click on
 * a link of this site goes on after the answer.
 */
export const LeaveGuard = ({ isActive }: { isActive: boolean }) => {
  const t = useTranslations("webhooks.form.leave");
  const router = useRouter();
  const [target, setTarget] = useState<string | null>(null);

  useEffect(() => {
    if (!isActive) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    const hold = (event: MouseEvent) => {
      const href = leavingTo(event);
      if (href === null) return;
      event.preventDefault();
      event.stopPropagation();
      setTarget(href);
    };
    window.addEventListener("beforeunload", warn);
    document.addEventListener("click", hold, { capture: true });
    return () => {
      window.removeEventListener("beforeunload", warn);
      document.removeEventListener("click", hold, { capture: true });
    };
  }, [isActive]);

  if (!isActive || target === null) return null;
  return (
    <ConfirmDialog
      open
      onClose={() => setTarget(null)}
      onConfirm={() => {
        router.push(target);
        setTarget(null);
      }}
      danger
      title={t("title")}
      description={t("about")}
      confirm={t("confirm")}
      dismiss={t("stay")}
    />
  );
};

/** Address within this site that a plain click on a link leads to; null for all other clicks. */
const leavingTo = (event: MouseEvent): string | null => {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.target === "_blank" || link.origin !== location.origin) return null;
  // A link within the page, such as "Skip to content", leaves nothing.
  if (link.pathname + link.search === location.pathname + location.search) return null;
  return link.pathname + link.search + link.hash;
};
