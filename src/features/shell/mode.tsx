"use client";

import { FlaskConical } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useContext, useState } from "react";
import { useTranslations } from "use-intl";
import { classNames } from "#components/ui/class-names.ts";
import { leavePage } from "#components/ui/hold-leaving.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { MODES } from "#domain/mode.values.ts";
import { CurrentMode } from "#features/current-mode.ts";
import { pageAfterSwitch } from "#features/shell/page-after-switch.ts";

const YEAR_SECONDS = 31_536_000;

/** Cookie instead of local storage: the server reads the lists of the right mode at once. */
const remember = (mode: Mode) => {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers we support.
  document.cookie = `bellhop_mode=${mode}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
};

/** Provides the chosen mode, and marks everything inside with it (`group-data-[mode=test]/mode:…`). */
export const ModeFrame = ({
  initial,
  className,
  children,
}: {
  initial: Mode;
  className: string;
  children: ReactNode;
}) => {
  const [mode, setMode] = useState(initial);
  const choose = (next: Mode) => {
    remember(next);
    setMode(next);
  };
  return (
    <CurrentMode value={{ mode, choose }}>
      <div data-mode={mode} className={classNames("group/mode", className)}>
        {children}
      </div>
    </CurrentMode>
  );
};

/** Leaves the page of one object, which belongs to the other mode. */
export const useSwitchMode = () => {
  const { choose } = useContext(CurrentMode);
  const router = useRouter();
  const pathname = usePathname();
  return (next: Mode) => {
    const page = pageAfterSwitch(pathname);
    if (page === pathname) {
      choose(next);
      router.refresh();
    } else
      leavePage(() => {
        choose(next);
        router.push(page);
      });
  };
};

export const ModeSwitch = () => {
  const t = useTranslations("shell.mode");
  const { mode } = useContext(CurrentMode);
  const switchTo = useSwitchMode();
  return (
    <fieldset className="inline-flex w-fit gap-0.5 rounded-lg bg-calm-tint p-0.5">
      <legend className="sr-only">{t("legend")}</legend>
      {MODES.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={mode === one}
          title={t(`${one}.title`)}
          onClick={() => mode !== one && switchTo(one)}
          className={classNames(
            "inline-flex h-7 items-center gap-1.5 rounded-md px-2.5 text-[0.8125rem] font-medium",
            mode !== one && "text-soft hover:text-ink",
            mode === one && (one === "test" ? "bg-warn text-on-accent" : "bg-chosen text-ink shadow-card"),
          )}
        >
          {one === "test" && <FlaskConical aria-hidden className="size-3.5 max-sm:hidden" />}
          <span className="max-sm:hidden">{t(`${one}.label`)}</span>
          <span className="sm:hidden">{t(`${one}.short`)}</span>
        </button>
      ))}
    </fieldset>
  );
};

/** Announces test mode to screen readers too, also when it begins. */
export const ModeBanner = () => {
  const t = useTranslations("shell.mode");
  const { mode } = useContext(CurrentMode);
  const switchTo = useSwitchMode();
  return (
    <div role="status" className="sticky top-14 z-20 lg:top-0">
      {mode === "test" && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 bg-warn px-4 py-2 text-[0.8125rem] text-on-accent sm:px-8">
          <FlaskConical aria-hidden className="size-4 shrink-0" />
          <strong className="font-semibold">{t("banner")}</strong>
          <span className="min-w-0 flex-1 basis-64 max-sm:sr-only">{t("meaning")}</span>
          <button
            type="button"
            onClick={() => switchTo("live")}
            className="ml-auto rounded-md font-medium underline underline-offset-2 outline-offset-2 focus-visible:outline-on-accent"
          >
            {t("back")}
          </button>
        </div>
      )}
    </div>
  );
};
