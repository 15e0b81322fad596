"use client";

import { type QueryFilters, useQueryClient } from "@tanstack/react-query";
import { Clock, Radio, RefreshCw } from "lucide-react";
import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useRef, useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { connectLive } from "#features/shell/connect-live.ts";
import type { LiveMessage, LiveState } from "#features/shell/live-stream.ts";
import { goToSignIn, useTRPC } from "#trpc/client.tsx";

const LiveContext = createContext<LiveState>("connecting");

/** Polling interval while the server has no place for a live stream. */
const POLL_SECONDS = 10;

/** Expensive queries over long times: components poll them instead of reloading at each change. */
const COUNTED_ON_REQUEST = ["webhooks.missed", "recoveries.preview"];

const isCountedOnRequest = (path: unknown): boolean =>
  Array.isArray(path) && COUNTED_ON_REQUEST.includes(path.join("."));

/** Limits reads per tab: all people and keys of a tenant share its limit. */
const READS_PER_SECOND_MAX = 15;

type Props = {
  /** Distinguishes sessions in one browser. */
  mark: string;
  children: ReactNode;
};

export const LiveUpdates = ({ mark, children }: Props) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");
  const isLive = useRef(false);
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

  /** Refreshes now, or when the read limit allows. */
  const readAgain = () => {
    timer.current ??= setTimeout(readNow, Math.max(0, freeAt.current - performance.now()));
  };

  const hear = useEffectEvent((message: LiveMessage) => {
    if (message === "changed") return readAgain();
    if (message === "ended") return goToSignIn();
    // Catches up: changes before or between connections are not announced.
    if (message === "live" && !isLive.current) readAgain();
    isLive.current = message === "live";
    setState(message);
  });
  useEffect(() => connectLive(mark, hear), [mark]);

  const poll = useEffectEvent(() => {
    if (document.visibilityState === "visible") readAgain();
  });
  useEffect(() => {
    if (state !== "full") return;
    const polling = setInterval(poll, POLL_SECONDS * 1_000);
    return () => clearInterval(polling);
  }, [state]);

  return <LiveContext value={state}>{children}</LiveContext>;
};

/** Shows whether new rows appear automatically. */
export const LiveBadge = () => {
  const state = useContext(LiveContext);
  if (state === "live")
    return (
      <Badge tone="ok" icon={Radio} title="New entries appear by themselves">
        Live
      </Badge>
    );
  if (state === "full")
    return (
      <Badge tone="calm" icon={Clock} title="Too many pages are open. Close some of them to see new entries at once.">
        {`Updates every ${POLL_SECONDS} seconds`}
      </Badge>
    );
  return (
    <Badge tone="calm" icon={RefreshCw} title="Waiting for the connection that brings new entries">
      Connecting
    </Badge>
  );
};
