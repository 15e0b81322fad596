import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { BOOKING_FILES, migrateBooking } from "#database/migrations/migrate-booking.ts";
import { diffSchema } from "#database/migrations/schema-engine.ts";
import { bookingWorld } from "#tests/booking/booking-world.ts";

it("the migrations of the booking give the same tables as its schema", async () => {
  expect(await diffSchema(inject("serverUrl"), BOOKING_FILES)).toBeNull();
});

it("a repeat applies nothing, and the product's tables and history stay apart", async () => {
  const world = await bookingWorld();
  expect(await migrateBooking(world.urls)).toEqual([]);
  const { rows } = await world.pool.query(
    "SELECT count(*) FILTER (WHERE schemaname = 'public')::int AS public, count(*) FILTER (WHERE schemaname = 'booking')::int AS own FROM pg_tables",
  );
  expect(rows).toEqual([{ public: 0, own: 9 }]);
  await world.close();
});

it("the outbox of the booking is the one that the client ships", () => {
  const shipped = readFileSync(join(import.meta.dirname, "..", "client", "outbox.prisma"), "utf8");
  const own = readFileSync(BOOKING_FILES.schema, "utf8");
  for (const [model] of shipped.matchAll(/model [\s\S]*?\n}/g))
    expect(own).toContain(model.replace(/\n}$/, '\n  @@schema("booking")\n}'));
});
