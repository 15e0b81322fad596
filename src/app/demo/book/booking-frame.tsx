import { Scissors } from "lucide-react";
import type { ReactNode } from "react";
import { chosenTheme } from "#app/chosen-theme.ts";
import { serverTexts } from "#app/server-texts.ts";
import { ThemeToggle } from "#components/ui/theme-toggle.tsx";

/** Frame of the public booking pages: the salon's name above, Bellhop only as a note below. */
export const BookingFrame = async ({ salonName, children }: { salonName: string; children: ReactNode }) => (
  <div className="mx-auto flex min-h-dvh w-full max-w-xl flex-col gap-6 px-4 py-8 sm:py-12">
    <header className="flex items-center gap-3">
      <span className="flex size-10 items-center justify-center rounded-xl bg-accent text-on-accent shadow-card">
        <Scissors aria-hidden className="size-5" />
      </span>
      <span className="text-lg font-semibold tracking-tight">{salonName}</span>
    </header>
    <main className="flex flex-col gap-6">{children}</main>
    <footer className="mt-auto flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4 text-[0.8125rem] text-faint">
      <p className="max-w-sm">{(await serverTexts("booking"))("note")}</p>
      <ThemeToggle initial={await chosenTheme()} />
    </footer>
  </div>
);
