/** Bodies up to this size take no place: as many as come do no harm. */
export const SMALL_BODY_BYTES = 64 * 1024;

/** The place in memory that a large body holds. Both calls are safe to repeat. */
export type BodyPlace = {
  /** All of the body has arrived. */
  complete: () => void;
  /** The request is answered, and nothing of the body is kept. */
  leave: () => void;
};

/**
 * Waits for a place before a body is read.
 *
 * @param key who sends: places are shared out by it
 * @param bytes as announced; the most that the handler takes where nothing was announced
 */
export type AdmitBody = (key: string, bytes: number) => Promise<BodyPlace>;
