import { packBody } from "#domain/pack-body.ts";

/**
 * Memory of whether new bodies are packed, which the heartbeat reads. The database permits it by letting `webhook_payload.body` be null:
 * where no process of 0.2.0 can meet a packed body.
 */
export type BodyPacking = { isOn: () => boolean; note: (isOn: boolean) => void };

export const createBodyPacking = (): BodyPacking => {
  let isOn = false;
  return {
    isOn: () => isOn,
    note: (isPermitted) => {
      isOn = isPermitted;
    },
  };
};

/** SQL: tells whether the database permits packed bodies. */
export const MAY_PACK_BODIES = `(SELECT NOT attnotnull FROM pg_attribute WHERE attrelid = 'webhook_payload'::regclass AND attname = 'body')`;

type Row = { id: string; tenantId: string; body: Uint8Array | null };

/** Packs the bodies of new events, where the database permits it. */
export const withPackedBodies = <Own extends Row>(packing: BodyPacking, rows: readonly Own[]): readonly Own[] =>
  packing.isOn()
    ? rows.map((row) => ({ ...row, body: row.body && packBody(row.body, { eventId: row.id, tenantId: row.tenantId }) }))
    : rows;
