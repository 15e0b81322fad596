import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { ByteSource, HeaderReader } from "#domain/api-message.ts";

/** Node keeps the first value of most repeated headers and joins the others with a comma. */
export const headersOf = (headers: IncomingHttpHeaders): HeaderReader => ({
  get: (name) => {
    const value = headers[name];
    return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
  },
});

/** Buffers at most 64 KiB. A canceled body closes its connection after the response. */
export const bytesOf = (request: IncomingMessage, response: ServerResponse): ByteSource => ({
  getReader: () => {
    let wake = () => {};
    let isGivenUp = false;
    for (const event of ["readable", "end", "close", "error"]) request.on(event, () => wake());
    return {
      read: async () => {
        for (;;) {
          const isRead = request.complete && request.readableLength === 0;
          if (isGivenUp || isRead) return { done: true };
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
