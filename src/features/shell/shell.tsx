"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { type Theme, ThemeToggle } from "#components/ui/theme-toggle.tsx";
import type { Mode } from "#domain/mode.schema.ts";
import { useBrand } from "#features/shell/brand.tsx";
import { Logo } from "#features/shell/logo.tsx";
import { ModeBanner, ModeFrame, ModeSwitch } from "#features/shell/mode.tsx";
import { BottomNavigation, SideNavigation } from "#features/shell/navigation.tsx";
import { OfflinePage } from "#features/shell/offline-page.tsx";
import { PageChange } from "#features/shell/page-change.tsx";
import { PauseBanner } from "#features/shell/pause-banner.tsx";
import { SignOutButton } from "#features/shell/sign-out-button.tsx";
import { ViewOnlyBadge } from "#features/shell/view-only-badge.tsx";
import { WayBack } from "#features/shell/way-back.tsx";

type Props = {
  tenantName: string;
  person: string;
  theme: Theme;
  mode: Mode;
  isSendingPaused: boolean;
  search: ReactNode;
  searchIcon: ReactNode;
  children: ReactNode;
};

export const Shell = ({ tenantName, person, theme, mode, isSendingPaused, search, searchIcon, children }: Props) => {
  const t = useTranslations("shell");
  const brand = useBrand().name;
  return (
    <ModeFrame initial={mode} className="min-h-dvh lg:grid lg:grid-cols-[15.5rem_1fr]">
      <PageChange />
      <OfflinePage />
      <a
        href="#main"
        className="sr-only z-50 rounded-lg bg-surface px-4 py-2 font-medium shadow-popup focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        {t("skip")}
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col gap-6 border-r border-line bg-sunken p-4 group-data-[mode=test]/mode:border-warn group-data-[mode=test]/mode:bg-warn-tint lg:flex">
        <div className="flex flex-col gap-3">
          <Link href="/" className="w-fit max-w-full rounded-lg">
            <Logo />
          </Link>
          <WayBack />
        </div>
        <ModeSwitch />
        {search}
        <SideNavigation />
        <div className="mt-auto flex flex-col gap-3 border-t border-line pt-4">
          <div className="empty:hidden">
            <ViewOnlyBadge />
          </div>
          <div className="min-w-0 px-1">
            <p title={tenantName} className="truncate font-medium">
              {tenantName}
            </p>
            <p title={person} className="truncate text-xs text-faint">
              {person}
            </p>
          </div>
          <div className="flex items-center justify-between">
            <ThemeToggle initial={theme} />
            <SignOutButton />
          </div>
        </div>
      </aside>
      <header className="sticky top-0 z-30 flex h-14 items-center justify-between gap-3 border-b border-line bg-surface px-4 group-data-[mode=test]/mode:border-warn group-data-[mode=test]/mode:bg-warn-tint lg:hidden">
        <Link
          href="/"
          aria-label={t("home", { brand })}
          className="rounded-lg max-[23rem]:w-8 max-[23rem]:shrink-0 max-[23rem]:overflow-hidden"
        >
          <Logo />
        </Link>
        <div className="flex min-w-0 items-center gap-1">
          <ViewOnlyBadge />
          <span title={tenantName} className="truncate px-1 text-[0.8125rem] text-faint max-sm:hidden">
            {tenantName}
          </span>
          {searchIcon}
          <ModeSwitch />
          <SignOutButton iconOnly />
        </div>
      </header>
      <div className="min-w-0">
        <ModeBanner />
        <PauseBanner isPaused={isSendingPaused} />
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto w-full max-w-[64.5rem] min-w-0 px-4 pt-6 pb-24 outline-none has-data-full-width:max-w-none sm:px-8 lg:pt-10 lg:pb-16"
        >
          {children}
          <div className="mt-10 flex flex-col items-center gap-5 lg:hidden">
            <WayBack />
            <ThemeToggle initial={theme} />
          </div>
        </main>
      </div>
      <BottomNavigation />
    </ModeFrame>
  );
};
