"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useSyncExternalStore } from "react";
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
export const chooseTheme = (theme: Theme): void => {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers we support.
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const hear of toggles) hear();
};

/** Toggles of the page, which also follow a choice made elsewhere. */
const toggles = new Set<() => void>();

const hearChoice = (hear: () => void) => {
  toggles.add(hear);
  return () => {
    toggles.delete(hear);
  };
};

const chosen = (): Theme => {
  const { theme } = document.documentElement.dataset;
  return theme === "light" || theme === "dark" ? theme : "system";
};

export const ThemeToggle = ({ initial }: { initial: Theme }) => {
  const t = useTranslations("ui.theme");
  const current = useSyncExternalStore(hearChoice, chosen, () => initial);
  return (
    <fieldset className="inline-flex w-fit gap-0.5 rounded-lg bg-sunken p-0.5">
      <legend className="sr-only">{t("legend")}</legend>
      {CHOICES.map(({ theme, icon: Icon }) => (
        <button
          key={theme}
          type="button"
          aria-pressed={current === theme}
          title={t(theme)}
          onClick={() => chooseTheme(theme)}
          className={classNames(
            "inline-flex size-7 items-center justify-center rounded-md",
            current === theme ? "bg-chosen text-ink shadow-card" : "text-faint hover:text-ink",
          )}
        >
          <Icon aria-hidden className="size-3.5" />
          <span className="sr-only">{t(theme)}</span>
        </button>
      ))}
    </fieldset>
  );
};
