"use client";

import { Signpost } from "lucide-react";
import { useSyncExternalStore } from "react";
import { buttonClass } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/states.tsx";

const subscribe = () => () => {};

type Props = {
  /** Where people should open the dashboard. */
  address: string;
  /** All origins at which signing in works. */
  origins: readonly string[];
  /** The server refused a sign-in because of the address. Else only the browser knows: a proxy may stand between. */
  isRefused: boolean;
};

/** Leads to the address of the dashboard from another one, where nobody can sign in; nothing at the right address. */
export const OtherAddress = ({ address, origins, isRefused }: Props) => {
  const here = useSyncExternalStore<string | null>(
    subscribe,
    () => window.location.origin,
    () => null,
  );
  if (here === null ? !isRefused : origins.includes(here)) return null;
  return (
    <Notice
      icon={Signpost}
      tone="warn"
      title="You can't sign in at this address"
      action={
        <a href={`${address}/sign-in`} className={buttonClass("primary", "medium", "max-w-full")}>
          <span translate="no" className="truncate">{`Open ${address}`}</span>
        </a>
      }
    >
      Bellhop is set up for another address. Open it there to sign in.
    </Notice>
  );
};
