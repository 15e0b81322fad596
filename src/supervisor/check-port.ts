import { createServer } from "node:net";

/** Throws when no server could listen on this address. */
export const checkPort = async (
  port: number,
  host: string,
  variable: "PORT" | "WORKER_PORT" = "PORT",
): Promise<void> => {
  const code = await new Promise<string | null>((done) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    server.listen({ port, host }, () => server.close(() => done(null)));
  });
  if (code === null) return;
  const another = `choose another, for example ${variable}=${port === 3001 ? 3002 : 3001}${variable === "PORT" ? " npm start" : ""}`;
  if (code === "EADDRINUSE") throw new Error(`Port ${port} is taken by another program: stop that one, or ${another}`);
  if (code === "EACCES") throw new Error(`Port ${port} may not be used by this user: ${another}`);
  throw new Error(
    `HOST=${host} is not an address of this machine (${code}): use 127.0.0.1, or 0.0.0.0 for all of them.`,
  );
};
