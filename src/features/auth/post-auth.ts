export type AuthAnswer<Data> = { ok: true; data: Data } | { ok: false; problem: string };

/** Parser of the answer: a Zod schema, or a function where Zod would be all that a page needs it for. */
export type Answer<Data> = { parse: (received: unknown) => Data };

/** Texts by status; `other` for everything else, and without a response. */
export type AuthWords = Record<number, string> & { other: string };

/**
 * Sends a request to the authentication API.
 *
 * @param words texts for statuses that the server's own message does not explain
 */
export const postAuth = async <Data>(
  path: `/${string}`,
  body: Record<string, unknown>,
  { answer, words }: { answer: Answer<Data>; words: AuthWords },
): Promise<AuthAnswer<Data>> => {
  try {
    const response = await fetch(`/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const received: unknown = await response.json();
    if (response.ok) return { ok: true, data: answer.parse(received) };
    // Server messages for these statuses contain the wait time or the right address.
    if (response.status === 429 || response.status === 403)
      return { ok: false, problem: messageOf(received) ?? words.other };
    return { ok: false, problem: words[response.status] ?? words.other };
  } catch {
    return { ok: false, problem: words.other };
  }
};

const messageOf = (received: unknown): string | undefined =>
  typeof received === "object" && received !== null && "message" in received && typeof received.message === "string"
    ? received.message
    : undefined;
