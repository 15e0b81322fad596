import { addToOutbox } from "./add-to-outbox.ts";
import type { Bellhop } from "./create-bellhop.ts";
import type { BellhopEvent } from "./event.ts";
import { dropRow, type OutboxStatus, readStatus, retryRow } from "./outbox-rows.ts";
import type { OutboxStore } from "./outbox-store.ts";
import { type Relay, type RelaySettings, startRelay } from "./start-relay.ts";

export type Outbox<Transaction> = {
  /**
   * Writes events in the booking's own transaction: they are sent after it commits, and never if it rolls back. Each gets the
   * next `sequence` of its resource. Give all events of a transaction to one call: it locks their resources in sorted order.
   *
   * @returns the ids of the events
   */
  add(transaction: Transaction, events: BellhopEvent | readonly BellhopEvent[]): Promise<string[]>;
  /** Sends what is due until it is stopped, in order for each resource, at least once. Several processes may do so. */
  startRelay(settings?: RelaySettings): Relay;
  status(): Promise<OutboxStatus>;
  /** Sends a parked event once more, behind later ones of its resource that have gone. False = no such parked event. */
  retry(id: string): Promise<boolean>;
  /** Gives a parked event up. Its `sequence` stays a gap. False = no such parked event. */
  drop(id: string): Promise<boolean>;
};

export const createOutbox = <Transaction>({
  bellhop,
  store,
}: {
  bellhop: Pick<Bellhop, "post" | "timeoutMs">;
  store: OutboxStore<Transaction>;
}): Outbox<Transaction> => ({
  add: (transaction, events) => addToOutbox(store.runIn(transaction), isList(events) ? events : [events], new Date()),
  startRelay: (settings) => startRelay({ ...settings, ...bellhop, run: store.run }),
  status: () => readStatus(store.run),
  retry: (id) => retryRow(store.run, id),
  drop: (id) => dropRow(store.run, id),
});

const isList = (events: BellhopEvent | readonly BellhopEvent[]): events is readonly BellhopEvent[] =>
  Array.isArray(events);
