"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { focusRow } from "#components/ui/move-along-rows.ts";
import { Actions, BODY, CloseButton, HEAD, type Panel, TITLE } from "#components/ui/panel-parts.tsx";
import { takeFocus } from "#components/ui/take-focus.ts";
import { useMedia } from "#components/ui/use-media.ts";

const Sheet = dynamic(() => import("#components/ui/panel-sheet.tsx").then((part) => part.PanelSheet), { ssr: false });

/** Room for the list and the panel side by side: narrower, the columns of the log are cut off. */
const IS_WIDE = "(min-width: 88rem)";

/**
 * Shows one row of the list inside `children`: beside the list on wide screens, which stays usable; as a modal sheet elsewhere. Escape
 * closes it, and the focus returns to the row. The caller keeps the opened id in the URL.
 */
export const SidePanel = ({
  panel,
  onClose,
  children,
}: {
  panel: Panel | null;
  onClose: () => void;
  children: ReactNode;
}) => {
  const isWide = useMedia(IS_WIDE, false);
  const [wasOpen, setWasOpen] = useState(panel !== null);
  if (panel && !wasOpen) setWasOpen(true);
  return (
    <div className={panel && isWide ? "grid grid-cols-[minmax(0,1fr)_minmax(26rem,34%)] items-start gap-5" : undefined}>
      <div className="min-w-0">{children}</div>
      {panel && isWide && <Beside panel={panel} onClose={onClose} />}
      {!isWide && wasOpen && <Sheet panel={panel} onClose={onClose} />}
    </div>
  );
};

/** Layers that handle Escape themselves, or would lose what a person types. */
const HAS_OWN_ESCAPE = "[role=dialog], [role=alertdialog], [role=listbox], [role=menu], input, textarea, select";

const Beside = ({ panel, onClose }: { panel: Panel; onClose: () => void }) => {
  const close = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest(HAS_OWN_ESCAPE)) return;
    onClose();
    focusRow(panel.id);
  });
  useEffect(() => {
    document.addEventListener("keydown", close);
    return () => document.removeEventListener("keydown", close);
  }, []);
  return (
    <aside
      aria-label={panel.title}
      className="sticky top-4 flex max-h-[calc(100dvh-2rem)] min-w-0 flex-col overflow-hidden rounded-2xl border border-line bg-surface shadow-card"
    >
      <header className={HEAD}>
        <h2 key={panel.id} ref={takeFocus} tabIndex={-1} className={TITLE}>
          {panel.title}
        </h2>
        <Actions>{panel.actions}</Actions>
        <CloseButton
          onClick={() => {
            onClose();
            focusRow(panel.id);
          }}
        />
      </header>
      <div className={BODY}>{panel.content}</div>
    </aside>
  );
};
