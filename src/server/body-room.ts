import { DomainError } from "#domain/errors.ts";

const MIB = 1024 * 1024;

/** Of bodies that are worked on at once: read into objects, they take ten times as much memory and more (measured). */
const ROOM_BYTES = 32 * MIB;
/** So small that as many as come do no harm: a single event never waits behind an import. */
const SMALL_BYTES = MIB / 16;
const WAIT_MS_MAX = 2_000;

/**
 * Lets large bodies be worked on a few at a time, in the order they came, so that a flood of them does not end the process: 250
 * of 8 MiB did. Throws `busy` when there is no room for two seconds.
 */
export const createBodyRoom = ({ waitMsMax = WAIT_MS_MAX }: { waitMsMax?: number } = {}) => {
  let free = ROOM_BYTES;
  const waiting = new Set<{ bytes: number; enter: () => void }>();
  const letIn = () => {
    for (const one of waiting) {
      if (one.bytes > free) return;
      waiting.delete(one);
      free -= one.bytes;
      one.enter();
    }
  };

  /** @returns what gives the room back; safe to repeat */
  return async (bodyBytes: number): Promise<() => void> => {
    if (bodyBytes <= SMALL_BYTES) return () => {};
    const bytes = Math.min(bodyBytes, ROOM_BYTES);
    const turn = Promise.withResolvers<void>();
    const one = { bytes, enter: turn.resolve };
    waiting.add(one);
    const timer = setTimeout(() => {
      if (!waiting.delete(one)) return;
      turn.reject(
        new DomainError("busy", "Too much is being sent at once, and nothing of this was stored: send it again."),
      );
      letIn();
    }, waitMsMax);
    letIn();
    await turn.promise.finally(() => clearTimeout(timer));
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      free += bytes;
      letIn();
    };
  };
};
