import { deps } from "#server/deps.ts";
import { createSignInLimits, type SignInLimits } from "#server/rate-limits/sign-in-limits.ts";

// Next bundles this module into several graphs of one process; the limits keep one timer.
const shared = globalThis as typeof globalThis & { bellhopSignInLimits?: SignInLimits };

/** Made on first use, so that a build reads no settings. */
export const ownSignInLimits = (): SignInLimits => {
  shared.bellhopSignInLimits ??= createSignInLimits(deps().sql);
  return shared.bellhopSignInLimits;
};
