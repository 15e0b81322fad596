"use client";

import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useEffect, useEffectEvent } from "react";
import { useTranslations } from "use-intl";
import { focusRow } from "#components/ui/move-along-rows.ts";
import { takeFocus } from "#components/ui/take-focus.ts";
import { useMedia } from "#components/ui/use-media.ts";

/** Room for the list and the panel side by side. */
const IS_WIDE = "(min-width: 80rem)";

type Panel = {
  /** Id of the row that the panel shows; a new one moves the focus to the panel's title. */
  id: string;
  title: string;
  /** Buttons beside the title, such as a link to the whole page. */
  actions?: ReactNode;
  content: ReactNode;
};

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
  return (
    <div className={panel && isWide ? "grid grid-cols-[minmax(0,1fr)_minmax(26rem,34%)] items-start gap-5" : undefined}>
      <div className="min-w-0">{children}</div>
      {panel && isWide && <Beside panel={panel} onClose={onClose} />}
      {!isWide && <Sheet panel={panel} onClose={onClose} />}
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

const Sheet = ({ panel, onClose }: { panel: Panel | null; onClose: () => void }) => (
  <Dialog.Root open={panel !== null} onOpenChange={(next) => !next && onClose()}>
    <Dialog.Portal>
      <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/45 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
      <Dialog.Popup className="fixed inset-x-0 bottom-0 z-50 flex h-[92dvh] flex-col rounded-t-2xl border border-line bg-surface text-ink shadow-popup outline-none transition-transform duration-150 data-ending-style:translate-y-4 data-starting-style:translate-y-4 sm:inset-y-0 sm:right-0 sm:left-auto sm:h-auto sm:w-[34rem] sm:max-w-[92vw] sm:rounded-l-2xl sm:rounded-tr-none">
        {panel && (
          <>
            <header className={HEAD}>
              <Dialog.Title className={TITLE}>{panel.title}</Dialog.Title>
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

const TITLE = "min-w-0 grow truncate text-[0.9375rem] font-semibold tracking-tight outline-none";
const BODY = "min-h-0 grow overflow-y-auto overscroll-contain p-5";

const HEAD = "flex items-center gap-1 border-b border-line py-2.5 pr-2.5 pl-5";

const Actions = ({ children }: { children: ReactNode }) => children;

const CloseButton = ({ onClick }: { onClick: () => void }) => {
  const t = useTranslations("ui.panel");
  return (
    <button
      type="button"
      onClick={onClick}
      aria-label={t("close")}
      title={t("close")}
      className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-faint hover:bg-hover hover:text-ink"
    >
      <X aria-hidden className="size-4" />
    </button>
  );
};
