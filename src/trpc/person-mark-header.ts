/** Person whose page calls: the browser's cookie may belong to another person by now. */
export const PERSON_MARK_HEADER = "bellhop-person-mark";

/** Answers a call of another person's page; no other refusal has this status. */
export const OTHER_PERSON_STATUS = 412;
