import { readBytes } from "#domain/read-body.ts";
import { RequestRefused } from "#rest/problem.ts";

/**
 * The body of a request, parsed; undefined when there is none, which then needs no content type. Reads no further than
 * `bytesMax`, and waits for `takeRoom` before it makes objects of it.
 */
export const readJson = async (
  request: Request,
  bytesMax: number,
  takeRoom: (bytes: number) => Promise<void>,
): Promise<unknown> => {
  const contentType = request.headers.get("content-type");
  if (contentType !== null && !isJson(contentType)) throw notJson();
  const bytes = await readBytes(request, bytesMax);
  if (bytes.byteLength === 0) return undefined;
  if (contentType === null) throw notJson();
  await takeRoom(bytes.byteLength);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new RequestRefused(400, "The body is not valid JSON.");
  }
};

const isJson = (contentType: string) => {
  const [mediaType = ""] = contentType.split(";");
  return /^application\/([a-z0-9.!#$&^_-]+\+)?json$/i.test(mediaType.trim());
};

const notJson = () => new RequestRefused(415, "Send JSON, with the header Content-Type: application/json.");
