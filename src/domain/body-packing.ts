/**
 * Memory of whether new bodies are packed, which the heartbeat reads. The database permits it by letting `webhook_payload.body` be null:
 * where no process of 0.2.0 can meet a packed body.
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

/** SQL: tells whether the database permits packed bodies. */
export const MAY_PACK_BODIES = `(SELECT NOT attnotnull FROM pg_attribute WHERE attrelid = 'webhook_payload'::regclass AND attname = 'body')`;
