import pg from "pg";
import { askOneByOne } from "#database/ask-one-by-one.ts";
import { DatabaseClient } from "#database/database-client.ts";

/** PostgreSQL schema of the reference booking backend. */
export const BOOKING_SCHEMA = "booking";

/** Connections that find the booking's tables first, as a backend with a database of its own would. */
export const bookingUrl = (url: string): string => {
  const address = new URL(url);
  const own = address.searchParams.get("options");
  address.searchParams.set("options", [own, `-c search_path=${BOOKING_SCHEMA}`].filter(Boolean).join(" "));
  return address.href;
};

/** Small pool: a booking takes one connection for some milliseconds. */
export const createBookingPool = (url: string, connectionsMax = 4): pg.Pool => {
  const pool = new pg.Pool({
    Client: DatabaseClient,
    connectionString: bookingUrl(url),
    max: connectionsMax,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 1_000,
    statement_timeout: 5_000,
    query_timeout: 6_000,
    keepAlive: true,
  });
  // Without listeners, a lost connection would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => {
    client.on("error", () => {});
    askOneByOne(client);
  });
  return pool;
};
