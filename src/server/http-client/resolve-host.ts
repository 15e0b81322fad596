import { Resolver } from "node:dns/promises";

/** The addresses of a name. `ttlSeconds` is the shortest of its records. */
export type ResolvedHost = { addresses: string[]; ttlSeconds: number };

/** Rejects when the name has no address. Takes no deadline: the caller stops waiting. */
export type ResolveHost = (hostname: string) => Promise<ResolvedHost>;

const TRY_TIMEOUT_MS = 2_000;
const TRIES = 2;

/**
 * Asks DNS for A and AAAA records only: no hosts file, no search list, and no thread pool shared with files and hashing
 * (as `dns.lookup` has). A family that does not answer costs only the wait.
 */
export const createDnsResolver = (): ResolveHost => {
  const resolver = new Resolver({ timeout: TRY_TIMEOUT_MS, tries: TRIES });
  return async (hostname) => {
    const answers = await Promise.allSettled([
      resolver.resolve4(hostname, { ttl: true }),
      resolver.resolve6(hostname, { ttl: true }),
    ]);
    const records = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
    if (records.length === 0) throw reasonOf(answers);
    return {
      addresses: records.map((record) => record.address),
      ttlSeconds: Math.min(...records.map((record) => record.ttl)),
    };
  };
};

const reasonOf = (answers: PromiseSettledResult<unknown>[]): unknown => {
  const reasons = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
  // "No AAAA record" says less than "the name server failed" about one name.
  return reasons.find((reason) => reason?.code !== "ENODATA") ?? reasons[0] ?? new Error("No address");
};
