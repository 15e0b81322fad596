import { DomainError } from "#domain/errors.ts";

/** The body of a request as text, read no further than `bytesMax`; `too_large` beyond that, whatever the headers say. */
export const readBody = async (request: Request, bytesMax: number): Promise<string> => {
  const decoder = new TextDecoder("utf-8");
  let text = "";
  for await (const chunk of chunksOf(request, bytesMax)) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
};

/** The same as bytes. */
export const readBytes = async (request: Request, bytesMax: number): Promise<Uint8Array> =>
  Buffer.concat(await Array.fromAsync(chunksOf(request, bytesMax)));

async function* chunksOf(request: Request, bytesMax: number): AsyncGenerator<Uint8Array> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > bytesMax) throw tooLarge(bytesMax);
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    yield chunk;
  }
}

const MIB = 1024 * 1024;

const tooLarge = (bytesMax: number) => {
  const size = bytesMax < MIB ? `${Math.round(bytesMax / 1024)} KiB` : `${Math.round(bytesMax / MIB)} MiB`;
  return new DomainError("too_large", `The request is larger than ${size}. Send less at once.`);
};
