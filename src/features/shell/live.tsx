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

/** Keeps what is on the screen up to date while it is looked at. */
export const LiveUpdates = ({ children }: { children: ReactNode }) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isLive, setLive] = useState(false);
  const hadConnection = useRef(false);

  const readAgain = () => {
    for (const filter of [trpc.deliveries.pathFilter(), trpc.events.pathFilter(), trpc.webhooks.pathFilter()]) {
      queryClient.invalidateQueries(filter, { cancelRefetch: false });
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
