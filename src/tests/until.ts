const INTERVAL_MS = 20;

/**
 * Waits for an observable state: calls `look` until it returns a truthy value, and returns that. Fails at the deadline
 * with the last value. The only place in the tests that lets time pass.
 * @param what names the awaited state in the failure message
 */
export const until = async <Value>(
  what: string,
  look: () => Value | Promise<Value>,
  deadlineMs = 30_000,
): Promise<Exclude<Value, null | undefined | false | 0 | "">> => {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen as Exclude<Value, null | undefined | false | 0 | "">;
    if (Date.now() > end) throw new Error(`Waited ${deadlineMs} ms in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
};
