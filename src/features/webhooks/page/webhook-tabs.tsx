"use client";

import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import type { MouseEvent } from "react";
import { useTranslations } from "use-intl";
import { ScrollRow } from "#components/ui/scroll-row.tsx";
import { useIsAdmin } from "#features/auth/role.tsx";

const TABS = ["overview", "deliveries", "settings", "secret", "test"] as const;

export type WebhookTab = (typeof TABS)[number];

const isTab = (name: string | null): name is WebhookTab => TABS.some((tab) => tab === name);

export const tabAddress = (path: string, tab: WebhookTab): string => (tab === "overview" ? path : `${path}?tab=${tab}`);

/** Current part of the page, kept in its URL, and a way to open another without asking the server for the page. */
export const useTab = (): [tab: WebhookTab, open: (tab: WebhookTab) => void] => {
  const path = usePathname();
  const named = useSearchParams().get("tab");
  const isAdmin = useIsAdmin();
  const tab = isTab(named) && (isAdmin || named !== "test") ? named : "overview";
  return [tab, (next) => window.history.pushState(null, "", tabAddress(path, next))];
};

const isPlainClick = (event: MouseEvent) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

type Props = { tab: WebhookTab; onOpen: (tab: WebhookTab) => void };

/** Links to the parts of the page. A viewer sends no tests. */
export const WebhookTabs = ({ tab, onOpen }: Props) => {
  const t = useTranslations("webhooks.page");
  const path = usePathname();
  const isAdmin = useIsAdmin();
  return (
    <ScrollRow label={t("tabsLabel")} className="mb-5 gap-1 border-b border-line">
      {TABS.filter((own) => isAdmin || own !== "test").map((own) => (
        <Link
          key={own}
          href={tabAddress(path, own)}
          prefetch={false}
          scroll={false}
          aria-current={own === tab ? "page" : undefined}
          onClick={(event) => {
            if (event.defaultPrevented || !isPlainClick(event)) return;
            event.preventDefault();
            onOpen(own);
          }}
          className="-mb-px border-b-2 border-transparent px-2.5 py-2 text-sm font-medium whitespace-nowrap text-faint -outline-offset-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
        >
          {t(`tabs.${own}`)}
        </Link>
      ))}
    </ScrollRow>
  );
};
