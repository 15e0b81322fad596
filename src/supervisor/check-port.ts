import { createServer } from "node:net";

/**
 * Throws when a server could not listen on this address.
 * @param prefix of the setting that names the port: `METRICS_` for `METRICS_PORT`
 */
export const checkPort = async (
  port: number,
  host: string,
  prefix: "" | "METRICS_" | "WORKER_" = "",
): Promise<void> => {
  const code = await new Promise<string | null>((done) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    server.listen({ port, host }, () => server.close(() => done(null)));
  });
  if (code === null) return;
  const another = `choose another, for example ${prefix}PORT=${port === 3001 ? 3002 : 3001} npm start`;
  if (code === "EADDRINUSE") throw new Error(`Port ${port} is taken by another program: stop that one, or ${another}`);
  if (code === "EACCES") throw new Error(`Port ${port} may not be used by this user: ${another}`);
  throw new Error(
    `${prefix === "METRICS_" ? prefix : ""}HOST=${host} is not an address of this machine (${code}): use 127.0.0.1, or 0.0.0.0 for all of them.`,
  );
};
