import { z } from "zod";

/** What came of a request about passwords: an answer, or the words for a person. */
export type AuthAnswer<Data> = { ok: true; data: Data } | { ok: false; problem: string };

const OUR_FAULT = "This does not work right now. Please try again in a moment.";
const refusal = z.object({ message: z.string() });

/**
 * Sends one request about passwords.
 *
 * @param words what to say for a status that the server's own words would not explain to a person
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
    // How long to wait, and at which address to sign in, is known to the server only.
    if (response.status === 429 || response.status === 403)
      return { ok: false, problem: refusal.parse(received).message };
    return { ok: false, problem: words[response.status] ?? OUR_FAULT };
  } catch {
    return { ok: false, problem: OUR_FAULT };
  }
};

export const WRONG_PASSWORD = "This is not your password. Check it and try again.";
