import { OTHER_PERSON_STATUS, PERSON_MARK_HEADER } from "#domain/sessions/person-mark.values.ts";
import { wordRefusal } from "#features/auth/word-refusal.ts";
import type { Translate } from "#features/translate.ts";

export type AuthAnswer<Data> = { ok: true; data: Data } | { ok: false; problem: string };

/** Parser of the answer: a Zod schema, or a function where Zod would be all that a page needs it for. */
export type Answer<Data> = { parse: (received: unknown) => Data };

/** Texts by status; `other` for everything else, and without a response; `refusals` for answers that name themselves. */
export type AuthWords = Record<number, string> & { other: string; refusals: Translate<"auth.refusals"> };

export type AuthOptions<Data> = { answer: Answer<Data>; words: AuthWords };

/** Person whose page asks, and what happens where the browser is another person's by now. */
type Asker = { mark: string; onOtherPerson: () => void };

/**
 * Sends a request to the authentication API.
 *
 * @param words texts for statuses that the server's own message does not explain
 * @param asker left out before a sign-in
 */
export const postAuth = async <Data>(
  path: `/${string}`,
  body: Record<string, unknown>,
  { answer, words }: AuthOptions<Data>,
  asker?: Asker,
): Promise<AuthAnswer<Data>> => {
  try {
    const response = await fetch(`/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(asker && { [PERSON_MARK_HEADER]: asker.mark }) },
      body: JSON.stringify(body),
    });
    if (response.status === OTHER_PERSON_STATUS) asker?.onOtherPerson();
    const received: unknown = await response.json();
    if (response.ok) return { ok: true, data: answer.parse(received) };
    const problem = wordRefusal(received, words.refusals) ?? words[response.status] ?? words.other;
    return { ok: false, problem };
  } catch {
    return { ok: false, problem: words.other };
  }
};
