import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

export type Panel = {
  /** Id of the row that the panel shows; a new one moves the focus to the panel's title. */
  id: string;
  title: string;
  /** Buttons beside the title, such as a link to the whole page. */
  actions?: ReactNode;
  content: ReactNode;
};

export const TITLE =
  "line-clamp-2 min-w-0 grow text-[0.9375rem] leading-5 font-semibold tracking-tight wrap-anywhere outline-none";
export const BODY = "min-h-0 grow overflow-y-auto overscroll-contain p-4 sm:p-5";

export const HEAD = "flex items-center gap-1 border-b border-line py-2.5 pr-2.5 pl-4 sm:pl-5";

export const Actions = ({ children }: { children: ReactNode }) => children;

export const CloseButton = ({ onClick }: { onClick: () => void }) => {
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
