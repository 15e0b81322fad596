"use client";

import { type QueryFilters, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { Radio, RefreshCw } from "lucide-react";
import { createContext, type ReactNode, useContext, useRef, useState, useSyncExternalStore } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { useTRPC } from "#trpc/client.tsx";

const LiveContext = createContext(false);

const onVisibility = (listener: () => void) => {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
};

/** Browsers allow six connections to one server: tabs that nobody looks at must not hold one each. */
const useIsVisible = () =>
  useSyncExternalStore(
    onVisibility,
    () => document.visibilityState === "visible",
    () => false,
  );

/** These count over any length of time: too much to do at every change. Whoever shows them asks again now and then. */
const COUNTED_ON_REQUEST = ["webhooks.missed", "recoveries.preview"];

const isCountedOnRequest = (path: unknown): boolean =>
  Array.isArray(path) && COUNTED_ON_REQUEST.includes(path.join("."));

/** What one tab may read in a second: all people and keys of a tenant share its limit. */
const READS_PER_SECOND_MAX = 15;

/** Keeps what is on the screen up to date while it is looked at. */
export const LiveUpdates = ({ children }: { children: ReactNode }) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isLive, setLive] = useState(false);
  const hadConnection = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const freeAt = useRef(0);

  const readNow = () => {
    timer.current = undefined;
    let reads = 0;
    for (const part of [trpc.deliveries, trpc.events, trpc.webhooks, trpc.recoveries]) {
      const filter: QueryFilters = {
        ...part.pathFilter(),
        predicate: ({ queryKey: [path] }) => !isCountedOnRequest(path),
      };
      reads += queryClient.getQueryCache().findAll({ ...filter, type: "active" }).length;
      queryClient.invalidateQueries(filter, { cancelRefetch: false });
    }
    freeAt.current = performance.now() + (reads * 1_000) / READS_PER_SECOND_MAX;
  };

  /** At once, or as soon as the last time is long enough ago for what it read. */
  const readAgain = () => {
    timer.current ??= setTimeout(readNow, Math.max(0, freeAt.current - performance.now()));
  };

  useSubscription(
    trpc.live.changes.subscriptionOptions(undefined, {
      enabled: useIsVisible(),
      onData: readAgain,
      onConnectionStateChange: ({ state }) => {
        const isConnected = state === "pending";
        setLive(isConnected);
        // What changed while there was no connection was told to nobody.
        if (isConnected && hadConnection.current) readAgain();
        hadConnection.current ||= isConnected;
      },
    }),
  );

  return <LiveContext value={isLive}>{children}</LiveContext>;
};

/** Whether new rows appear by themselves. */
export const LiveBadge = () =>
  useContext(LiveContext) ? (
    <Badge tone="ok" icon={Radio} title="New entries appear by themselves">
      Live
    </Badge>
  ) : (
    <Badge tone="calm" icon={RefreshCw} title="Waiting for the connection that brings new entries">
      Connecting
    </Badge>
  );
