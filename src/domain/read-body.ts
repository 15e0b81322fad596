import { DomainError } from "#domain/errors.ts";

/** The body of a request as text, read no further than `bytesMax`; `too_large` beyond that. */
export const readBody = async (request: Request, bytesMax: number): Promise<string> => {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > bytesMax) throw tooLarge(bytesMax);
  const decoder = new TextDecoder("utf-8");
  let text = "";
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
};

const tooLarge = (bytesMax: number) =>
  new DomainError(
    "too_large",
    `The request is larger than ${Math.round(bytesMax / 1024 / 1024)} MiB. Send less at once.`,
  );
