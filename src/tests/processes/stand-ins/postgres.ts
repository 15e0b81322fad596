import { startPostgres } from "#database/embedded/embedded-postgres.ts";

// Starts the database of the given data directory, reports its address, and stays alive.
const { url, port } = await startPostgres({ dataDir: process.argv[2] ?? "", isDurable: false });
process.send?.({ url, port });
setInterval(() => {}, 60_000);
