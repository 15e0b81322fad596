"use client";

import { Popover } from "@base-ui/react/popover";
import { type ReactNode, useRef } from "react";

type Props = {
  about: string;
  label: string;
  isOpenAtFirst: boolean;
  icon: ReactNode;
  className: string;
  children: ReactNode;
};

/** Question mark and explanation. `tooltip.tsx` loads this file with the first use. */
export const HintPopup = ({ about, label, isOpenAtFirst, icon, className, children }: Props) => {
  const isPinned = useRef(isOpenAtFirst);
  // The first press keeps what the pointer opened. Base UI would close it, unless the pointer came within half a second.
  const pin: Popover.Root.Props["onOpenChange"] = (isOpen, { reason, cancel }) => {
    const stays =
      !isOpen && (reason === "trigger-press" ? !isPinned.current : reason === "trigger-hover" && isPinned.current);
    if (stays) cancel();
    isPinned.current = stays || (isOpen && reason === "trigger-press");
  };
  return (
    <Popover.Root defaultOpen={isOpenAtFirst} onOpenChange={pin}>
      <Popover.Trigger openOnHover delay={150} aria-label={label} className={className}>
        {icon}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} className="z-50 max-w-72">
          <Popover.Popup
            aria-label={about}
            className="rounded-xl border border-line bg-surface p-3 text-[0.8125rem] leading-relaxed text-soft shadow-popup outline-none"
          >
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
};
