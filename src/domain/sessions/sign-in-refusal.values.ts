/** Refusals of the sign-in, the hand-off and the forms of the own account that the page words in its own language, by their code in the answer. */
export const SIGN_IN_REFUSALS = [
  "tenant_suspended",
  "rate_limited",
  "other_address",
  "link_refused",
  "other_person",
] as const;

export type SignInRefusal = (typeof SIGN_IN_REFUSALS)[number];
