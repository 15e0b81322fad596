const CHUNK = new Uint8Array(1_024).fill(0x20);

/** Body without an end, and the number of KiB requested from it. The stream itself requests one in advance. */
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
