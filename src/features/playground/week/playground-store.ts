import { type Act, perform, type Why } from "#features/playground/week/act.ts";
import type { ActEvent } from "#features/playground/week/act-event.ts";
import { firstWeek } from "#features/playground/week/first-week.ts";
import { readStored, type StoredState } from "#features/playground/week/stored-state.ts";
import { mondayOf } from "#features/playground/week/wall-time.ts";
import type { By } from "#features/playground/week/week.ts";

/** Answer to one event. `later`: the same event may be sent again. */
export type EmitOutcome =
  | { outcome: "sent"; eventId: string }
  | { outcome: "later"; why: string; retryMs: number }
  | { outcome: "refused"; why: string };

/** `pausedBy`: reason that holds waiting events back until the next try. */
export type PlaygroundState = StoredState & { pausedBy: string | null };

export type Done = { ok: true; event: ActEvent } | { ok: false; why: Why };

type Parts = {
  emit: (event: ActEvent) => Promise<EmitOutcome>;
  read: () => string | null;
  write: (text: string) => void;
  now: () => Date;
  newId: (prefix: string) => string;
  timezone: string;
  /** Calls `act` after `ms`; returns a function that prevents the call. */
  delay: (act: () => void, ms: number) => () => void;
};

/** Number of newest events that the page follows. Waiting events are kept beyond this number. */
export const HAPPENINGS_MAX = 50;
const WAITING_MAX = 100;

/**
 * Keeps the week and the events of its acts in the browser. Events leave one by one in the order of the acts; a refused
 * limit or a lost connection holds them back, and a repeat has the same id, so an event is neither lost nor doubled.
 */
export const createPlaygroundStore = ({ emit, read, write, now, newId, timezone, delay }: Parts) => {
  const fresh = (): PlaygroundState => ({ week: firstWeek(now(), timezone, newId), happenings: [], pausedBy: null });
  const listeners = new Set<() => void>();
  let state = restored();
  let isSending = false;
  let isClosed = false;
  let stopDelay = () => {};

  function restored(): PlaygroundState {
    const stored = readStored(read());
    if (!stored) return fresh();
    const isOver = stored.week.monday < mondayOf(now(), stored.week.timezone);
    const isWaiting = stored.happenings.some((one) => one.state === "waiting");
    return isOver && !isWaiting ? fresh() : { ...stored, pausedBy: null };
  }

  const set = (changes: Partial<PlaygroundState>) => {
    state = { ...state, ...changes };
    write(JSON.stringify({ week: state.week, happenings: state.happenings }));
    for (const tell of listeners) tell();
  };

  const settle = (id: string, changes: Partial<StoredState["happenings"][number]>) =>
    set({ happenings: state.happenings.map((one) => (one.id === id ? { ...one, ...changes } : one)) });

  const sendWaiting = async (): Promise<void> => {
    if (isSending || isClosed) return;
    isSending = true;
    stopDelay();
    for (;;) {
      // Newest first in the list; the oldest waiting event goes out next.
      const next = state.happenings.findLast((one) => one.state === "waiting");
      if (!next || isClosed) break;
      const answer = await emit({ id: next.id, event: next.event, data: next.data });
      if (answer.outcome === "sent") {
        settle(next.id, { state: "sent", eventId: answer.eventId });
        if (state.pausedBy) set({ pausedBy: null });
      } else if (answer.outcome === "refused") settle(next.id, { state: "refused", problem: answer.why });
      else {
        if (!isClosed) stopDelay = delay(sendWaiting, answer.retryMs);
        set({ pausedBy: answer.why });
        break;
      }
    }
    isSending = false;
  };

  void sendWaiting();

  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => state,

    act: (act: Act, by: By): Done => {
      if (state.happenings.filter((one) => one.state === "waiting").length >= WAITING_MAX)
        return { ok: false, why: { code: "too_many_waiting", count: WAITING_MAX } };
      const result = perform(state.week, act, { by, now: now(), newId });
      if (!result.ok) return result;
      const happening = {
        ...result.event,
        at: now().toISOString(),
        state: "waiting" as const,
        eventId: null,
        problem: null,
      };
      const happenings = [happening, ...state.happenings].filter(
        (one, index) => index < HAPPENINGS_MAX || one.state === "waiting",
      );
      set({ week: result.week, happenings });
      void sendWaiting();
      return { ok: true, event: result.event };
    },

    /** Sends waiting events now instead of later. */
    sendNow: () => void sendWaiting(),

    /** Begins a new week. Waiting events still go out. */
    startOver: () => set({ ...fresh(), happenings: state.happenings.filter((one) => one.state === "waiting") }),

    close: () => {
      isClosed = true;
      stopDelay();
    },
  };
};

export type PlaygroundStore = ReturnType<typeof createPlaygroundStore>;
