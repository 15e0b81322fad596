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
 * @param key the sender; memory is shared fairly between keys
 * @param bytes as announced; else the largest body that the handler takes
 */
export type AdmitBody = (key: string, bytes: number) => Promise<BodyPlace>;
