/** Smaller bodies reserve no memory. */
export const SMALL_BODY_BYTES = 64 * 1024;

/** Repeated calls are safe. */
export type BodyPlace = {
  complete: () => void;
  /** Call after the answer. */
  leave: () => void;
};

/** @param bytes announced size, else the maximum */
export type AdmitBody = (key: string, bytes: number) => Promise<BodyPlace>;
