"use client";

import { CircleHelp } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { useTranslations } from "use-intl";
import { useOnDemand } from "#components/ui/on-demand.ts";

const loadPopup = () => import("#components/ui/hint-popup.tsx").then((part) => part.HintPopup);

/** Question mark that explains a word; opens by click, tap, keyboard and hover. */
export const Hint = ({ about, children }: { about: string; children: ReactNode }) => {
  const t = useTranslations("ui");
  const { part: Popup, trigger, use } = useOnDemand(loadPopup);
  const button = useRef<HTMLButtonElement>(null);
  const isPressed = useRef(false);
  const label = t("hint", { about });
  if (Popup)
    return (
      <Popup about={about} label={label} isOpenAtFirst={isPressed.current} icon={ICON} className={BUTTON}>
        {children}
      </Popup>
    );
  return (
    <button
      ref={button}
      type="button"
      onFocus={trigger.onFocus}
      // The pop-up's own button opens it while the pointer rests there.
      onPointerEnter={({ pointerType }) =>
        pointerType === "mouse" && use(() => button.current?.matches(":active, :focus") === false)
      }
      onClick={() => {
        isPressed.current = true;
        trigger.onClick();
      }}
      aria-haspopup="dialog"
      aria-expanded={false}
      aria-label={label}
      className={BUTTON}
    >
      {ICON}
    </button>
  );
};

const BUTTON =
  "-my-1 inline-flex size-5 shrink-0 items-center justify-center rounded-full align-middle text-faint hover:text-ink";
const ICON = <CircleHelp aria-hidden className="size-3.5" />;
