export { type Bellhop, type BellhopOptions, createBellhop } from "./create-bellhop.ts";
export { createOutbox, type Outbox } from "./create-outbox.ts";
export { BellhopRefused, BellhopUnavailable, type Problem } from "./errors.ts";
export { type BellhopEvent, type EventData, type EventOf, type EventOptions, eventBuilder, eventId } from "./event.ts";
export * from "./generated/builders.ts";
export { eventSamples, type SendableName } from "./generated/event-types.ts";
export type { OutboxStatus, ParkedEvent } from "./outbox-rows.ts";
export { type OutboxStore, type PgClient, type PrismaClient, pgStore, prismaStore, type Run } from "./outbox-store.ts";
export type { Relay, RelayNotice, RelaySettings } from "./start-relay.ts";
