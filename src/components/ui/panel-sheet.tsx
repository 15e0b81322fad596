"use client";

import { Dialog } from "@base-ui/react/dialog";
import { useRef } from "react";
import { Actions, BODY, CloseButton, HEAD, type Panel, TITLE } from "#components/ui/panel-parts.tsx";

/**
 * Panel as a modal sheet. `side-panel.tsx` loads this file with the first row that opens. The focus begins at the title: the first
 * button has nowhere to go at an end of the list.
 */
export const PanelSheet = ({ panel, onClose }: { panel: Panel | null; onClose: () => void }) => {
  const title = useRef<HTMLHeadingElement>(null);
  return (
    <Dialog.Root open={panel !== null} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/45 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup
          initialFocus={title}
          className="fixed inset-x-0 bottom-0 z-50 flex h-[92dvh] flex-col rounded-t-2xl border border-line bg-surface text-ink shadow-popup outline-none transition-transform duration-150 data-ending-style:translate-y-4 data-starting-style:translate-y-4 sm:inset-y-0 sm:right-0 sm:left-auto sm:h-auto sm:w-[34rem] sm:max-w-[92vw] sm:rounded-l-2xl sm:rounded-tr-none"
        >
          {panel && (
            <>
              <header className={HEAD}>
                <Dialog.Title ref={title} tabIndex={-1} className={TITLE}>
                  {panel.title}
                </Dialog.Title>
                <Actions>{panel.actions}</Actions>
                <CloseButton onClick={onClose} />
              </header>
              <div className={BODY}>{panel.content}</div>
            </>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
};
