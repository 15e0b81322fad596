import { API_VERSIONS, type ApiVersion } from "#domain/event-types/api-version.schema.ts";

/** Head that `buildEventBody` writes. Ids and event names need no escapes. */
const HEAD = /^\{"id":"[^"]*","event":"[^"]*","apiVersion":"/;
const HEAD_BYTES_MAX = 512;

/** Returns the version in which a body is stored; null for bytes of another form. */
export const versionOfBody = (body: Uint8Array): string | null => placeOf(body)?.version ?? null;

/** Returns the version to convert a stored body into; null if the webhook gets the stored bytes. */
export const conversionOf = (stored: string | null, wanted: string): ApiVersion | null =>
  stored === null || stored === wanted ? null : (API_VERSIONS.find((version) => version === wanted) ?? null);

/** Replaces the version in the head. Other bytes stay the same. */
export const withVersion = (body: Uint8Array, version: string): Uint8Array => {
  const place = placeOf(body);
  if (!place) return body;
  return Buffer.concat([body.subarray(0, place.start), Buffer.from(version), body.subarray(place.end)]);
};

const placeOf = (body: Uint8Array) => {
  const head = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, HEAD_BYTES_MAX)).toString("latin1");
  const start = HEAD.exec(head)?.[0].length ?? -1;
  const end = start === -1 ? -1 : head.indexOf('"', start);
  return end === -1 ? null : { version: head.slice(start, end), start, end };
};
