"use client";

import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClass } from "#components/ui/button.tsx";
import { useOnDemand } from "#components/ui/on-demand.ts";

const loadPopup = () => import("#components/ui/popup.tsx").then((part) => part.Popup);

/** Button that opens a box below it. */
export const PopupButton = ({
  label,
  icon: Icon,
  children,
}: {
  label: string;
  icon: LucideIcon;
  children: ReactNode;
}) => {
  const { part: Popup, trigger } = useOnDemand(loadPopup);
  const className = buttonClass("secondary");
  const content = (
    <>
      <Icon aria-hidden className="size-4" />
      <span>{label}</span>
    </>
  );
  if (Popup)
    return (
      <Popup label={label} className={className} button={content}>
        {children}
      </Popup>
    );
  return (
    <button {...trigger} type="button" aria-haspopup="dialog" aria-expanded={false} className={className}>
      {content}
    </button>
  );
};
