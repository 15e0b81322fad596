const INTERVAL_MS = 20;

/**
 * Waits for what is observable: looks again and again until `look` gives something truthy, and gives that. Fails after the
 * deadline with what was last seen. The only place in the tests that lets time pass.
 *
 * @param what names what is waited for, in the message of the failure
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
