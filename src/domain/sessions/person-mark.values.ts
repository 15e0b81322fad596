/** Person whose page calls: the browser's cookie may belong to another person by now. */
export const PERSON_MARK_HEADER = "bellhop-person-mark";

/** Carries the mark where a page sends no headers: in the address of a download. */
export const PERSON_MARK_PARAMETER = "person";

/** Answers a call of another person's page; no other refusal has this status. */
export const OTHER_PERSON_STATUS = 412;

export const OTHER_PERSON =
  "Another person has signed in with this browser, so this was not done. Load the page again.";
