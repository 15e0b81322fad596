import { deps } from "#server/deps.ts";
import { createSignInLimits, type SignInLimits } from "#server/rate-limits/sign-in-limits.ts";

// Next bundles this module several times in one process.
const shared = globalThis as typeof globalThis & { bellhopSignInLimits?: SignInLimits };

/** Lazy: a build has no settings. */
export const ownSignInLimits = (): SignInLimits => {
  shared.bellhopSignInLimits ??= createSignInLimits(deps().sql);
  return shared.bellhopSignInLimits;
};
