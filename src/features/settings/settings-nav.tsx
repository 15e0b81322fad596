"use client";

import {
  Bell,
  BookOpen,
  CircleUser,
  Database,
  History,
  Info,
  KeyRound,
  type LucideIcon,
  MonitorSmartphone,
  Users,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import { ScrollRow } from "#components/ui/scroll-row.tsx";

type Name =
  | "members"
  | "apiKeys"
  | "activity"
  | "data"
  | "account"
  | "notifications"
  | "devices"
  | "documents"
  | "about";

type Place = { href: string; name: Name; icon: LucideIcon };

const GROUPS: readonly { name: "business" | "you" | "help"; places: readonly Place[] }[] = [
  {
    name: "business",
    places: [
      { href: "/settings/members", name: "members", icon: Users },
      { href: "/settings/api-keys", name: "apiKeys", icon: KeyRound },
      { href: "/settings/activity", name: "activity", icon: History },
      { href: "/settings/data", name: "data", icon: Database },
    ],
  },
  {
    name: "you",
    places: [
      { href: "/settings/account", name: "account", icon: CircleUser },
      { href: "/settings/notifications", name: "notifications", icon: Bell },
      { href: "/settings/devices", name: "devices", icon: MonitorSmartphone },
    ],
  },
  {
    name: "help",
    places: [
      { href: "/docs", name: "documents", icon: BookOpen },
      { href: "/settings/about", name: "about", icon: Info },
    ],
  },
];

/** Pages of the settings: a side list on wide screens, a row that scrolls on phones. */
export const SettingsNav = () => {
  const t = useTranslations("settings.nav");
  const pathname = usePathname();
  return (
    <ScrollRow
      label={t("label")}
      className="mb-6 gap-1 border-b border-line pb-2 md:sticky md:top-10 md:mb-0 md:flex-col md:gap-5 md:self-start md:overflow-visible md:border-b-0 md:pb-0"
    >
      {GROUPS.map(({ name: group, places }) => (
        <div key={group} className="flex gap-1 md:flex-col md:gap-0.5">
          <p className="hidden px-2.5 pb-1 text-xs font-medium text-faint md:block">{t(group)}</p>
          {places.map(({ href, name, icon: Icon }) => (
            <Link
              key={href}
              href={href}
              prefetch={false}
              aria-current={pathname === href ? "page" : undefined}
              className="flex h-8 items-center gap-2 rounded-md px-2.5 text-sm font-medium whitespace-nowrap text-soft -outline-offset-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-tint aria-[current=page]:text-accent"
            >
              <Icon aria-hidden className="size-4 max-md:hidden" />
              <span>{t(name)}</span>
            </Link>
          ))}
        </div>
      ))}
    </ScrollRow>
  );
};
