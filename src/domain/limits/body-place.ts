/** Bodies up to this size need no reservation. */
export const SMALL_BODY_BYTES = 64 * 1024;

/** Memory reserved for a large body. Both calls are safe to repeat. */
export type BodyPlace = {
  /** Call it when the whole body has arrived. */
  complete: () => void;
  /** Call it when the request is answered and the body is forgotten. */
  leave: () => void;
};

/**
 * Waits for memory before a body is read.
 *
 * @param key who sends: places are shared out by it
 * @param bytes as announced; the most that the handler takes where nothing was announced
 */
export type AdmitBody = (key: string, bytes: number) => Promise<BodyPlace>;
