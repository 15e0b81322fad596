import { z } from "zod";

export type AuthAnswer<Data> = { ok: true; data: Data } | { ok: false; problem: string };

const refusal = z.object({ message: z.string() });

/** Texts by status; `other` for everything else, and without a response. */
export type AuthWords = Record<number, string> & { other: string };

/**
 * Sends a request to the authentication API.
 *
 * @param words texts for statuses that the server's own message does not explain
 */
export const postAuth = async <Data extends z.ZodType>(
  path: `/${string}`,
  body: Record<string, unknown>,
  { answer, words }: { answer: Data; words: AuthWords },
): Promise<AuthAnswer<z.output<Data>>> => {
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
      return { ok: false, problem: refusal.parse(received).message };
    return { ok: false, problem: words[response.status] ?? words.other };
  } catch {
    return { ok: false, problem: words.other };
  }
};
