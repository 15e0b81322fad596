"use client";

import { useQueryClient } from "@tanstack/react-query";
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

/** Keeps what is on the screen up to date while it is looked at. */
export const LiveUpdates = ({ children }: { children: ReactNode }) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isLive, setLive] = useState(false);
  const hadConnection = useRef(false);

  const readAgain = () => {
    const filters = [trpc.deliveries, trpc.events, trpc.webhooks, trpc.recoveries].map((part) => part.pathFilter());
    for (const filter of filters) {
      queryClient.invalidateQueries(
        { ...filter, predicate: ({ queryKey: [path] }) => !isCountedOnRequest(path) },
        { cancelRefetch: false },
      );
    }
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
