"use client";

import { Popover } from "@base-ui/react/popover";
import type { ReactNode } from "react";

type Props = {
  about: string;
  label: string;
  isOpenAtFirst: boolean;
  icon: ReactNode;
  className: string;
  children: ReactNode;
};

/** Question mark and explanation. `tooltip.tsx` loads this file with the first use. */
export const HintPopup = ({ about, label, isOpenAtFirst, icon, className, children }: Props) => (
  <Popover.Root defaultOpen={isOpenAtFirst}>
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
