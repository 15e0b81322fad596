const CHUNK = new Uint8Array(1_024).fill(0x20);

/** A body that never ends, and how many times something has asked for a KiB of it. One is asked for ahead by the stream itself. */
export const endlessBody = () => {
  let pulled = 0;
  const stream = new ReadableStream({
    pull: (controller) => {
      pulled++;
      controller.enqueue(CHUNK);
    },
  });
  return { stream, pulled: () => pulled };
};
