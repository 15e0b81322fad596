import { startPostgres } from "#database/embedded/embedded-postgres.ts";

// Starts the database of the data directory that it is given, says where, and lives on.
const { url, port } = await startPostgres({ dataDir: process.argv[2] ?? "", isDurable: false });
process.send?.({ url, port });
setInterval(() => {}, 60_000);
