import { Resolver } from "node:dns/promises";

export type ResolvedHost = { addresses: string[]; ttlSeconds: number };

/** Rejects when the name has no address. Has no deadline. */
export type ResolveHost = (hostname: string) => Promise<ResolvedHost>;

const TRY_TIMEOUT_MS = 2_000;
const TRIES = 2;

/** Reads A and AAAA records. Unlike `dns.lookup`: no hosts file, no search list, no shared thread pool. */
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
  // "The name server failed" says more than "no AAAA record".
  return reasons.find((reason) => reason?.code !== "ENODATA") ?? reasons[0] ?? new Error("The name has no address");
};
