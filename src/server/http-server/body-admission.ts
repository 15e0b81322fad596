import { DomainError } from "#domain/errors.ts";
import {
  BODIES_ARRIVING_MAX,
  BODY_MEMORY_BYTES,
  BODY_MEMORY_BYTES_PER_KEY,
  BODY_WAIT_MS_MAX,
} from "#domain/fairness.ts";
import { type AdmitBody, type BodyPlace, SMALL_BODY_BYTES } from "#domain/limits/body-place.ts";

const MIB = 1024 * 1024;

type Held = { bytes: number; unfinished: number };
type Request = { key: string; bytes: number; enter: () => void };

/**
 * Limits the memory of large bodies: 250 bodies of 8 MiB ended the process. Small bodies enter at once. After two seconds a waiting
 * body is refused: `rate_limited` when its own key holds too much, else `busy`.
 */
export const createBodyAdmission = ({ waitMsMax = BODY_WAIT_MS_MAX }: { waitMsMax?: number } = {}): AdmitBody => {
  const all: Held = { bytes: 0, unfinished: 0 };
  const byKey = new Map<string, Held>();
  const waiting = new Set<Request>();
  const heldBy = (key: string) => byKey.get(key) ?? { bytes: 0, unfinished: 0 };
  const change = (key: string, bytes: number, unfinished: number) => {
    const held = heldBy(key);
    for (const one of [all, held]) {
      one.bytes += bytes;
      one.unfinished += unfinished;
    }
    if (held.bytes === 0) byKey.delete(key);
    else byKey.set(key, held);
  };
  const isKeyFull = ({ key, bytes }: Request) => {
    const held = heldBy(key);
    return held.unfinished >= BODIES_ARRIVING_MAX.perKey || held.bytes + bytes > BODY_MEMORY_BYTES_PER_KEY;
  };
  const letIn = () => {
    for (const one of waiting) {
      if (isKeyFull(one)) continue;
      if (all.unfinished >= BODIES_ARRIVING_MAX.all || all.bytes + one.bytes > BODY_MEMORY_BYTES) return;
      waiting.delete(one);
      change(one.key, one.bytes, 1);
      one.enter();
    }
  };

  return async (key, announcedBytes) => {
    if (announcedBytes <= SMALL_BODY_BYTES) return FREE;
    const bytes = Math.min(announcedBytes, BODY_MEMORY_BYTES_PER_KEY);
    const turn = Promise.withResolvers<void>();
    const one = { key, bytes, enter: turn.resolve };
    waiting.add(one);
    const timer = setTimeout(() => {
      if (!waiting.delete(one)) return;
      turn.reject(isKeyFull(one) ? tooManyOfKey() : tooMany());
      letIn();
    }, waitMsMax);
    letIn();
    await turn.promise.finally(() => clearTimeout(timer));
    let unfinished = 1;
    let isHeld = true;
    const complete = () => {
      change(key, 0, -unfinished);
      unfinished = 0;
      letIn();
    };
    const leave = () => {
      if (!isHeld) return;
      isHeld = false;
      change(key, -bytes, -unfinished);
      unfinished = 0;
      letIn();
    };
    return { complete: () => isHeld && unfinished > 0 && complete(), leave };
  };
};

const FREE: BodyPlace = { complete: () => {}, leave: () => {} };

const tooMany = () =>
  new DomainError("busy", "Too much is being sent at once, and nothing of this was stored. Send it again.");

const tooManyOfKey = () =>
  new DomainError(
    "rate_limited",
    `Too many large requests of this key are under way: ${BODIES_ARRIVING_MAX.perKey} may be arriving, and ${BODY_MEMORY_BYTES_PER_KEY / MIB} MiB be worked on. Nothing of this one was stored. Send fewer at once.`,
  );
