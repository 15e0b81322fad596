import { z } from "zod";

/** The result of a request about passwords: an answer, or a text for a person. */
export type AuthAnswer<Data> = { ok: true; data: Data } | { ok: false; problem: string };

const OUR_FAULT = "This does not work right now. Please try again in a moment.";
const refusal = z.object({ message: z.string() });

/**
 * Sends one request about passwords.
 *
 * @param words texts for statuses that the server's own words do not explain
 */
export const postAuth = async <Data extends z.ZodType>(
  path: `/${string}`,
  body: Record<string, unknown>,
  { answer, words }: { answer: Data; words: Record<number, string> },
): Promise<AuthAnswer<z.output<Data>>> => {
  try {
    const response = await fetch(`/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const received: unknown = await response.json();
    if (response.ok) return { ok: true, data: answer.parse(received) };
    // Only the server knows how long to wait, and the right address.
    if (response.status === 429 || response.status === 403)
      return { ok: false, problem: refusal.parse(received).message };
    return { ok: false, problem: words[response.status] ?? OUR_FAULT };
  } catch {
    return { ok: false, problem: OUR_FAULT };
  }
};

export const WRONG_PASSWORD = "This is not your password. Check it and try again.";
