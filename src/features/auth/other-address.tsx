"use client";

import { Signpost } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { buttonClass } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/states.tsx";

const subscribe = () => () => {};

type Props = {
  address: string;
  /** Origins where signing in works. */
  origins: readonly string[];
  /** Server verdict on the address. Otherwise only the browser knows its address, because a proxy may stand between. */
  isRefused: boolean;
};

/**
 * Links to the dashboard's address from another address, where signing in fails. Renders nothing at the right address.
 */
export const OtherAddress = ({ address, origins, isRefused }: Props) => {
  const here = useSyncExternalStore<string | null>(
    subscribe,
    () => window.location.origin,
    () => null,
  );
  const t = useTranslations("auth.address");
  if (here === null ? !isRefused : origins.includes(here)) return null;
  return (
    <Notice
      icon={Signpost}
      tone="warn"
      title={t("title")}
      action={
        <a href={`${address}/sign-in`} className={buttonClass("primary", "medium", "max-w-full")}>
          <span translate="no" className="truncate">
            {t("open", { address })}
          </span>
        </a>
      }
    >
      {t("about")}
    </Notice>
  );
};
