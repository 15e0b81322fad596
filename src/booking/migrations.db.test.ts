import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it, onTestFinished } from "vitest";
import { createBookingPool } from "#database/booking-pool.ts";
import { BOOKING_FILES, migrateBooking } from "#database/migrations/migrate-booking.ts";
import { migrateDatabase } from "#database/migrations/migrate-database.ts";
import { diagnoseMigrations, diffSchema } from "#database/migrations/schema-engine.ts";
import { testDatabase } from "#tests/database.ts";

it("the migrations of the booking give the same tables as its schema", async () => {
  expect(await diffSchema(inject("serverUrl"), BOOKING_FILES)).toBeNull();
});

it("a database of Bellhop gets the tables beside its own: each history stays apart, and a repeat applies nothing", async () => {
  const { urls, close } = await testDatabase();
  onTestFinished(close);
  expect(await migrateBooking(urls)).toEqual(["20261128150000_init"]);
  expect(await migrateBooking(urls)).toEqual([]);
  expect(await migrateDatabase(urls)).toEqual([]);
  expect(await diagnoseMigrations(urls.owner)).toEqual({ pending: [], unknown: [], edited: [], failed: [] });
  const pool = createBookingPool(urls.owner, 1);
  const { rows } = await pool.query("SELECT migration_name AS name FROM _prisma_migrations");
  expect(rows).toEqual([{ name: "20261128150000_init" }]);
  await pool.end();
});

it("the outbox of the booking is the one that the client ships", () => {
  const shipped = readFileSync(join(import.meta.dirname, "..", "client", "outbox.prisma"), "utf8");
  const own = readFileSync(BOOKING_FILES.schema, "utf8");
  for (const [model] of shipped.matchAll(/model [\s\S]*?\n}/g))
    expect(own).toContain(model.replace(/\n}$/, '\n  @@schema("booking")\n}'));
});
