"use client";

import { Activity, FlaskConical, House, type LucideIcon, Send, Settings, Webhook } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import { classNames } from "#components/ui/class-names.ts";

const PLACES: readonly {
  href: string;
  name: "home" | "webhooks" | "deliveries" | "events" | "playground" | "settings";
  icon: LucideIcon;
}[] = [
  { href: "/", name: "home", icon: House },
  { href: "/webhooks", name: "webhooks", icon: Webhook },
  { href: "/deliveries", name: "deliveries", icon: Send },
  { href: "/events", name: "events", icon: Activity },
  { href: "/playground", name: "playground", icon: FlaskConical },
  { href: "/settings", name: "settings", icon: Settings },
];

const isUnder = (pathname: string, href: string) => pathname === href || pathname.startsWith(`${href}/`);

/** Documents stand in the list of the settings, under *Help*. The inspector leads back to the webhooks. */
const isAt = (pathname: string, href: string) =>
  (href === "/" ? pathname === "/" : isUnder(pathname, href)) ||
  (href === "/settings" && isUnder(pathname, "/docs")) ||
  (href === "/webhooks" && isUnder(pathname, "/demo/inspector"));

/** Desktop layout. */
export const SideNavigation = () => {
  const t = useTranslations("shell.navigation");
  const pathname = usePathname();
  return (
    <nav aria-label={t("label")} className="flex flex-col gap-0.5">
      {PLACES.map(({ href, name, icon: Icon }) => (
        <Link
          key={href}
          href={href}
          aria-current={isAt(pathname, href) ? "page" : undefined}
          className="flex h-9 items-center gap-2.5 rounded-lg px-2.5 font-medium text-soft hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-tint aria-[current=page]:text-accent"
        >
          <Icon aria-hidden className="size-4" />
          <span>{t(name)}</span>
        </Link>
      ))}
    </nav>
  );
};

/** Phone layout: each place as wide as its word, and the free room shared, so that long ones fit 320 px. */
export const BottomNavigation = () => {
  const t = useTranslations("shell.navigation");
  const pathname = usePathname();
  return (
    <nav
      aria-label={t("label")}
      className="fixed inset-x-0 bottom-0 z-30 flex border-t px-0.5 sm:grid sm:grid-cols-6 border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      {PLACES.map(({ href, name, icon: Icon }) => (
        <Link
          key={href}
          href={href}
          aria-current={isAt(pathname, href) ? "page" : undefined}
          className={classNames(
            "flex h-14 min-w-6 grow flex-col items-center justify-center gap-0.5 text-[0.6875rem] font-medium tracking-tight text-faint sm:px-0.5",
            "aria-[current=page]:text-accent",
          )}
        >
          <Icon aria-hidden className="size-5" />
          <span className="max-w-full truncate min-[24.375rem]:hidden">{t(`short.${name}`)}</span>
          <span className="max-w-full truncate max-[24.375rem]:hidden">{t(name)}</span>
        </Link>
      ))}
    </nav>
  );
};
