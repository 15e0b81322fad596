"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";

const PAGES = [
  { href: "/settings/api-keys", label: "API keys" },
  { href: "/settings/activity", label: "Activity" },
  { href: "/settings/account", label: "Your account" },
  { href: "/settings/devices", label: "Devices" },
] as const;

/** Phones: the row is wider than the screen. Centres a tab without scrolling the page. */
const showTab = (tab: HTMLElement | null) => {
  const row = tab?.parentElement;
  if (row) row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
};

export const SettingsTabs = () => {
  const pathname = usePathname();
  return (
    <nav aria-label="Settings" className="relative mb-6 flex gap-1 overflow-x-auto border-b border-line">
      {PAGES.map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          ref={pathname === href ? showTab : undefined}
          aria-current={pathname === href ? "page" : undefined}
          className="-mb-px border-b-2 border-transparent px-2.5 py-2 text-sm font-medium whitespace-nowrap text-faint -outline-offset-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
        >
          {label}
        </Link>
      ))}
    </nav>
  );
};
