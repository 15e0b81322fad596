import { type ApiAnswer, emptyAnswer, jsonAnswer, streamAnswer } from "#domain/api-message.ts";
import type { DescribedRoute } from "#rest/route.ts";

type Given = { mediaType: string; headers: Record<string, string> };

/** Turns the result of a route into its answer. */
export const toAnswer = (
  route: Pick<DescribedRoute, "streams" | "status" | "answer" | "otherwise">,
  result: unknown,
  { mediaType, headers }: Given,
): ApiAnswer => {
  if (route.streams)
    return streamAnswer(route.status, result as AsyncIterable<string>, {
      ...headers,
      "Content-Type": `${mediaType}; charset=utf-8`,
      "Content-Disposition": "attachment",
    });
  if (route.answer === null) return emptyAnswer(route.status, headers);
  const { status } = route.otherwise && !route.answer.safeParse(result).success ? route.otherwise : route;
  return jsonAnswer(status, result, headers);
};
