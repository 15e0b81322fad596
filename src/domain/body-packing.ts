/**
 * Whether new bodies are packed. The heartbeat reads it: the database permits it where no process of 0.2.0 can meet a packed body, which is
 * where `webhook_payload.body` may be null.
 */
export type BodyPacking = { isOn: () => boolean; note: (isOn: boolean) => void };

export const createBodyPacking = (isOnAtFirst = false): BodyPacking => {
  let isOn = isOnAtFirst;
  return {
    isOn: () => isOn,
    note: (isPermitted) => {
      isOn = isPermitted;
    },
  };
};

/** SQL: whether the database permits packed bodies. */
export const MAY_PACK_BODIES = `(SELECT NOT attnotnull FROM pg_attribute WHERE attrelid = 'webhook_payload'::regclass AND attname = 'body')`;
