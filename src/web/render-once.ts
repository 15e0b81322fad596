import { once } from "node:events";
import { createServer, get, type RequestListener } from "node:http";
import { buffer } from "node:stream/consumers";

const WAIT_MS = 2_000;

/**
 * Asks for a page before anybody else does: the first one loads what most pages share, for a third of a second. A page that fails, as without
 * a database, is no reason not to start.
 */
export const renderOnce = async (handle: RequestListener): Promise<void> => {
  const server = createServer(handle).listen(0, "127.0.0.1");
  try {
    await once(server, "listening");
    const address = server.address();
    if (typeof address !== "object" || !address) return;
    const request = get({ host: address.address, port: address.port, path: "/", timeout: WAIT_MS });
    request.on("timeout", () => request.destroy());
    const [response] = await once(request, "response");
    await buffer(response);
  } catch {
    // The person who asks next sees the error.
  } finally {
    server.close();
    server.closeAllConnections();
  }
};
