import { STEP_MINUTES } from "#features/playground/week/salon.ts";

/** Height of a quarter of an hour. Half an hour has room for two lines. */
const STEP_REM = 1.125;

export const remOf = (minutes: number): string => `${(minutes / STEP_MINUTES) * STEP_REM}rem`;
