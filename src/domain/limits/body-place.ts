/** Size up to which no memory is reserved. */
export const SMALL_BODY_BYTES = 64 * 1024;

/** Memory reserved for a large body. Repeated calls are safe. */
export type BodyPlace = {
  /** Call after the whole body has arrived. */
  complete: () => void;
  /** Call after the answer: the memory becomes free. */
  leave: () => void;
};

/**
 * @param key whose share of the memory is used
 * @param bytes announced size, else the maximum
 */
export type AdmitBody = (key: string, bytes: number) => Promise<BodyPlace>;
