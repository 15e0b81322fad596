import { readBody } from "#domain/read-body.ts";
import { RequestRefused } from "#rest/problem.ts";

/**
 * The body of a request, parsed; undefined when there is none, which then needs no content type. Reads no further than
 * `bytesMax`.
 */
export const readJson = async (request: Request, bytesMax: number): Promise<unknown> => {
  const contentType = request.headers.get("content-type");
  if (contentType !== null && !isJson(contentType)) throw notJson();
  const text = await readBody(request, bytesMax);
  if (text === "") return undefined;
  if (contentType === null) throw notJson();
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestRefused(400, "The body is not valid JSON.");
  }
};

const isJson = (contentType: string) => {
  const [mediaType = ""] = contentType.split(";");
  return /^application\/([a-z0-9.!#$&^_-]+\+)?json$/i.test(mediaType.trim());
};

const notJson = () => new RequestRefused(415, "Send JSON, with the header Content-Type: application/json.");
