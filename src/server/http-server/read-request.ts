import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { ByteSource, HeaderReader } from "#domain/api-message.ts";

/** Reads headers as Node joined them: of most that came twice the first, of the others all with a comma between. */
export const headersOf = (headers: IncomingHttpHeaders): HeaderReader => ({
  get: (name) => {
    const value = headers[name];
    return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
  },
});

/**
 * Reads the body of a request from its socket as it is asked for: nothing is buffered beyond the stream's own 64 KiB. A body that
 * is given up ends its connection once the answer is written; a body that is never asked for is discarded by Node.
 */
export const bytesOf = (request: IncomingMessage, response: ServerResponse): ByteSource => ({
  getReader: () => {
    let wake = () => {};
    let isGivenUp = false;
    for (const event of ["readable", "end", "close", "error"]) request.on(event, () => wake());
    return {
      read: async () => {
        for (;;) {
          if (isGivenUp || request.readableEnded) return { done: true };
          if (request.destroyed) throw new Error("the connection ended");
          const value: Buffer | null = request.read();
          if (value !== null) return { done: false, value };
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      },
      cancel: async () => {
        isGivenUp = true;
        wake();
        if (response.writableFinished) request.destroy();
        else response.once("finish", () => request.destroy());
      },
    };
  },
});
