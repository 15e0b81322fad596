"use client";

import { Popover } from "@base-ui/react/popover";
import { CircleHelp } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

/** Question mark that explains a word; opens by click, tap, keyboard and hover. */
export const Hint = ({ about, children }: { about: string; children: ReactNode }) => {
  const t = useTranslations("ui");
  return (
    <Popover.Root>
      <Popover.Trigger
        openOnHover
        delay={150}
        aria-label={t("hint", { about })}
        className="inline-flex size-5 shrink-0 items-center justify-center rounded-full align-text-bottom text-faint hover:text-ink"
      >
        <CircleHelp aria-hidden className="size-3.5" />
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
