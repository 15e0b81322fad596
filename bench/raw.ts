import { type Dispatcher, Pool } from "undici";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { newSecret } from "#domain/signing/secret.ts";
import { signatureHeaders } from "#domain/signing/sign.ts";
import { booking } from "./booking.ts";
import type { Receiver } from "./receiver/start-receiver.ts";

export type RawResult = { perSecond: number; what: string };

const CONNECTIONS = 64;
const WARM_UP_MS = 1_000;

/** Measures the limit of this machine: same requests, same HTTP client, no other work. */
export const measureRaw = async (receiver: Receiver, { seconds }: { seconds: number }): Promise<RawResult> => {
  const path = "/raw";
  const secret = newSecret();
  await receiver.add([{ path, secret, behaviour: "ok" }]);
  const pool = new Pool(await receiver.listen(), { connections: CONNECTIONS, pipelining: 1 });
  await postFor(pool, { path, secret }, WARM_UP_MS);
  const startedAt = performance.now();
  const sent = await postFor(pool, { path, secret }, seconds * 1_000);
  const perSecond = Math.round(sent / ((performance.now() - startedAt) / 1_000));
  await pool.close();
  const { unverified } = await receiver.counts();
  if (unverified > 0) throw new Error(`${unverified} raw requests were not verified.`);
  return { perSecond, what: "signed POSTs by the bare HTTP client to the same receiver" };
};

const postFor = async (pool: Pool, target: { path: string; secret: string }, ms: number): Promise<number> => {
  const endAt = performance.now() + ms;
  let sent = 0;
  const loop = async () => {
    while (performance.now() < endAt) await post(pool, target, `evt_raw${process.pid}n${++sent}`);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
  return sent;
};

const data = booking.data;
const tenantId = "bench_00000000";
const body = buildEventBody({ id: "evt_raw", event: "appointment.created", tenantId, timestamp: new Date(), data });

const post = (pool: Pool, { path, secret }: { path: string; secret: string }, id: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = {
      "Content-Type": "application/json",
      "User-Agent": "MAIS-Webhooks/1.0",
      "X-MAIS-Event": "appointment.created",
      "X-MAIS-Delivery": id,
      "X-MAIS-Attempt": "1",
      ...signatureHeaders({
        prefix: "MAIS",
        secret,
        previousSecret: null,
        id,
        timestampSeconds: Math.floor(Date.now() / 1_000),
        body,
      }),
    };
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => {},
      onResponseStart: () => {},
      onResponseData: () => {},
      onResponseEnd: () => resolve(),
      onResponseError: (_controller, error) => reject(error),
    };
    pool.dispatch({ path, method: "POST", headers, body }, handler);
  });
