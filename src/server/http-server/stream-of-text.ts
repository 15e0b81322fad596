/** Stream of text as bytes. Asks for the next piece when the reader has taken the last one, and ends the source when the reader leaves. */
export const streamOfText = (pieces: AsyncIterable<string>): ReadableStream<Uint8Array> => {
  const source = pieces[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await source.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      cancel: async () => {
        await source.return?.();
      },
    },
    { highWaterMark: 0 },
  );
};
