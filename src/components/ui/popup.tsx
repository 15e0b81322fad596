"use client";

import { Popover } from "@base-ui/react/popover";
import type { ReactNode } from "react";

type Props = { label: string; className: string; button: ReactNode; children: ReactNode };

/** Button and box, open at first. `popup-button.tsx` loads this file with the first use. */
export const Popup = ({ label, className, button, children }: Props) => (
  <Popover.Root defaultOpen>
    <Popover.Trigger className={className}>{button}</Popover.Trigger>
    <Popover.Portal>
      <Popover.Positioner sideOffset={6} align="end" className="z-50 outline-none">
        <Popover.Popup
          aria-label={label}
          className="flex w-72 max-w-[calc(100vw-2rem)] flex-col gap-3 rounded-xl border border-line bg-surface p-3 text-sm shadow-popup outline-none"
        >
          {children}
        </Popover.Popup>
      </Popover.Positioner>
    </Popover.Portal>
  </Popover.Root>
);
