/** Refusals at the sign-in and the hand-off that the page words in its own language, by their code in the answer. */
export const SIGN_IN_REFUSALS = ["tenant_suspended", "rate_limited", "other_address", "link_refused"] as const;

export type SignInRefusal = (typeof SIGN_IN_REFUSALS)[number];
