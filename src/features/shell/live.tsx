"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Clock, Radio, RefreshCw, WifiOff } from "lucide-react";
import { useRouter } from "next/navigation";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { RichText } from "#components/ui/rich-text.tsx";
import { Time } from "#components/ui/time.tsx";
import { connectLive } from "#features/shell/connect-live.ts";
import { isCountedOnRequest } from "#features/shell/live-reads.ts";
import type { LiveMessage, LiveState } from "#features/shell/live-stream.ts";
import { createRefreshPace } from "#features/shell/refresh-pace.ts";
import { refreshQueries } from "#features/shell/refresh-queries.ts";
import { useFigureReads } from "#features/shell/use-figure-reads.ts";
import { askPerson, goToSignIn, holdSession, useTRPC } from "#trpc/client.tsx";

/** `offline`: the browser has no network. `lastUpdated` is the last sign of life, in milliseconds since 1970. */
type Live = { state: LiveState | "offline"; lastUpdated: number | null };

const LiveContext = createContext<Live>({ state: "connecting", lastUpdated: null });

type ReplaceSession = <Result extends { ok: boolean }>(call: () => Promise<Result>) => Promise<Result>;

const ReplaceContext = createContext<ReplaceSession>((call) => call());

/** Runs a call that ends the session and begins another: the page goes on with the new one, and keeps what it shows. */
export const useReplaceSession = () => useContext(ReplaceContext);

/** Polling interval while the server has no place for a live stream. */
const POLL_SECONDS = 10;

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
  const [live, setLive] = useState<Live>({ state: "connecting", lastUpdated: null });
  const isOffline = useIsOffline();
  const isLive = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const freeAt = useRef(0);
  const [takePace] = useState(createRefreshPace);
  const aliveAt = useRef<number>(null);
  const router = useRouter();
  const figures = useFigureReads(() => refreshQueries(queryClient, trpc.stats.pathFilter()));

  const readNow = () => {
    timer.current = undefined;
    let reads = 0;
    for (const part of [trpc.deliveries, trpc.events, trpc.webhooks, trpc.recoveries])
      reads += refreshQueries(queryClient, {
        ...part.pathFilter(),
        predicate: ({ queryKey: [path] }) => !isCountedOnRequest(path),
      });
    const now = performance.now();
    freeAt.current = Math.max(now + (reads * 1_000) / READS_PER_SECOND_MAX, takePace(now));
  };

  /** Refreshes now, or when the limits of reads and refreshes allow. */
  const readAgain = () => {
    figures.hearChange();
    timer.current ??= setTimeout(readNow, Math.max(0, freeAt.current - performance.now()));
  };

  /** A call of this page or of another one may have replaced the session: the page follows, and keeps what it shows and what is typed. */
  const followSession = async () => {
    if ((await askPerson()) === null) return goToSignIn();
    // The layout brings the mark of the new session. For another person it renders everything anew.
    router.refresh();
  };

  const hear = useEffectEvent((message: LiveMessage) => {
    if (message === "changed") return readAgain();
    if (message === "counted") return figures.hearCount();
    // Without an answer the page stays: it asks again when it is shown, or when the network is back.
    if (message === "ended") followSession().catch(() => {});
    // Catches up: changes before or between connections are not announced.
    if (message === "live" && !isLive.current) readAgain();
    isLive.current = message === "live";
    if (message === "live") aliveAt.current = Date.now();
    setLive((before) => (before.state === message ? before : { state: message, lastUpdated: aliveAt.current }));
  });
  useEffect(() => connectLive(mark, hear), [mark]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );

  const replaceSession: ReplaceSession = async (call) => {
    const result = await holdSession(call);
    if (result.ok) router.refresh();
    return result;
  };

  const poll = useEffectEvent(() => {
    if (document.visibilityState === "visible") readAgain();
  });
  useEffect(() => {
    if (live.state !== "full") return;
    const polling = setInterval(poll, POLL_SECONDS * 1_000);
    return () => clearInterval(polling);
  }, [live.state]);

  return (
    <ReplaceContext value={replaceSession}>
      <LiveContext value={isOffline ? { ...live, state: "offline" } : live}>{children}</LiveContext>
    </ReplaceContext>
  );
};

const subscribeNetwork = (listener: () => void) => {
  for (const name of ["online", "offline"]) addEventListener(name, listener);
  return () => {
    for (const name of ["online", "offline"]) removeEventListener(name, listener);
  };
};

const useIsOffline = () =>
  useSyncExternalStore(
    subscribeNetwork,
    // biome-ignore lint/style/noRestrictedGlobals: every browser has this part of it on every origin.
    () => !navigator.onLine,
    () => false,
  );

/** Shows whether new rows appear automatically, and since when they do not. */
export const LiveBadge = () => {
  const t = useTranslations("shell.live");
  const { state, lastUpdated } = useContext(LiveContext);
  if (state === "live")
    return (
      <Badge tone="ok" icon={Radio} title={t("liveTitle")}>
        {t("live")}
      </Badge>
    );
  if (state === "full")
    return (
      <Badge tone="calm" icon={Clock} title={t("fullTitle")}>
        {t("full", { seconds: String(POLL_SECONDS) })}
      </Badge>
    );
  if (state === "connecting" && lastUpdated === null)
    return (
      <Badge tone="calm" icon={RefreshCw} title={t("connectingTitle")}>
        {t("connecting")}
      </Badge>
    );
  return (
    <span role="status" className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
      <Badge tone="warn" icon={state === "offline" ? WifiOff : RefreshCw}>
        {t(state === "offline" ? "offline" : "reconnecting")}
      </Badge>
      {lastUpdated !== null && (
        <span className="text-xs text-faint">
          <RichText>
            {t.rich("lastUpdated", { time: () => <Time at={new Date(lastUpdated).toISOString()} /> })}
          </RichText>
        </span>
      )}
    </span>
  );
};
