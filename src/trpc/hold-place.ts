import type { StreamPlace } from "#trpc/stream-places.ts";

/**
 * Releases `place` when the response ends: complete, broken, reader gone, `gone` aborted, or session over. The body
 * always ends without an error.
 */
export const holdPlace = (response: Response, place: StreamPlace, gone: AbortSignal): Response => {
  if (!response.body) {
    place.release();
    return response;
  }
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  response.body
    .pipeTo(writable, { signal: AbortSignal.any([gone, place.ended]), preventAbort: true })
    .catch(() => writable.close())
    .catch(() => {})
    .finally(place.release);
  return new Response(readable, { status: response.status, headers: response.headers });
};
