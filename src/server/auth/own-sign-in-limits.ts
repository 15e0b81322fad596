import { deps } from "#server/deps.ts";
import { createSignInLimits, type SignInLimits } from "#server/rate-limits/sign-in-limits.ts";

// Next bundles this module into several graphs of one process; all of them share these limits and their timer.
const shared = globalThis as typeof globalThis & { bellhopSignInLimits?: SignInLimits };

/** Creates the limits at the first call, so that a build needs no settings. */
export const ownSignInLimits = (): SignInLimits => {
  shared.bellhopSignInLimits ??= createSignInLimits(deps().sql);
  return shared.bellhopSignInLimits;
};
