/** Settings that a start with DATABASE_URL needs as well. */
export const SHARED_KEYS = {
  EVENT_KEY: "evk_of_the_tests",
  AUTH_SECRET: "a secret of the tests",
  MASTER_KEYS: `k1:${Buffer.alloc(32, 9).toString("base64")}`,
};
