"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { classNames } from "#components/ui/class-names.ts";

export type Theme = "system" | "light" | "dark";

const CHOICES = [
  { theme: "system", icon: Monitor },
  { theme: "light", icon: Sun },
  { theme: "dark", icon: Moon },
] as const;

const YEAR_SECONDS = 31_536_000;

/** Cookie instead of local storage: the server renders the right colours at once. */
const choose = (theme: Theme) => {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers we support.
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
};

export const ThemeToggle = ({ initial }: { initial: Theme }) => {
  const t = useTranslations("ui.theme");
  const [current, setCurrent] = useState(initial);
  return (
    <fieldset className="inline-flex w-fit gap-0.5 rounded-lg bg-sunken p-0.5">
      <legend className="sr-only">{t("legend")}</legend>
      {CHOICES.map(({ theme, icon: Icon }) => (
        <button
          key={theme}
          type="button"
          aria-pressed={current === theme}
          title={t(theme)}
          onClick={() => {
            setCurrent(theme);
            choose(theme);
          }}
          className={classNames(
            "inline-flex size-7 items-center justify-center rounded-md",
            current === theme ? "bg-surface text-ink shadow-card" : "text-faint hover:text-ink",
          )}
        >
          <Icon aria-hidden className="size-3.5" />
          <span className="sr-only">{t(theme)}</span>
        </button>
      ))}
    </fieldset>
  );
};
