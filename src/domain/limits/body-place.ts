/** Size up to which no memory is reserved. */
export const SMALL_BODY_BYTES = 64 * 1024;

/** Repeats are safe. */
export type BodyPlace = {
  /** Reports that the body has arrived. */
  complete: () => void;
  /** Frees the memory after the answer. */
  leave: () => void;
};

/**
 * @param key shares out the memory
 * @param bytes announced size, else the maximum
 */
export type AdmitBody = (key: string, bytes: number) => Promise<BodyPlace>;
