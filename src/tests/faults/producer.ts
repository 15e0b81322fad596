import type { Answer, SentEvent } from "./evidence.ts";

export type Producer = {
  sent: SentEvent[];
  answers: Answer[];
  /** Posts these events again in reverse order, acknowledged or not. */
  repeat: (events: readonly SentEvent[]) => Promise<void>;
  /** Stops new events, and resolves when each sent event is acknowledged. */
  stop: () => Promise<void>;
};

type Tenant = { id: string; apiKey: string };

type Options = {
  url: () => string;
  eventKey: string;
  tenants: readonly Tenant[];
  perSecond: number;
  /** Prefix of externalId that tells producers of one system apart. */
  prefix: string;
  random: () => number;
};

const TYPES = ["appointment.created", "appointment.rescheduled", "appointment.canceled"] as const;
const START = "2026-03-14T10:00:00+01:00";
const TICK_MS = 100;
const RETRY_MS = 250;
const ANSWER_MS_MAX = 30_000;

/**
 * Model booking backend: sends at an even rate, alternately by event API and REST, several events per request, and
 * repeats the same ids until an acknowledgement. Keeps a ledger of the answers.
 */
export const startProducer = ({ url, eventKey, tenants, perSecond, prefix, random }: Options): Producer => {
  const sent: SentEvent[] = [];
  const answers: Answer[] = [];
  const open = new Set<Promise<void>>();
  let owed = 0;
  let turn = 0;

  const post = async (events: readonly SentEvent[]): Promise<boolean> => {
    const [first] = events;
    const tenant = tenants.find(({ id }) => id === first?.tenantId);
    if (!first || !tenant) return true;
    const viaRest = turn++ % 2 === 1;
    const data = ({ externalId }: SentEvent) => ({ appointmentId: externalId, startTime: START });
    const body = viaRest
      ? events.map((one) => ({ id: one.externalId, event: one.event, data: data(one) }))
      : events.map((one) => ({ id: one.externalId, name: one.event, data: { ...data(one), tenantId: one.tenantId } }));
    const began = performance.now();
    try {
      const response = await fetch(viaRest ? `${url()}/v1/events` : `${url()}/e/${eventKey}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(viaRest && { authorization: `Bearer ${tenant.apiKey}` }),
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
      const durationMs = performance.now() - began;
      answers.push({ status: response.status, durationMs, hasRetryAfter: response.headers.has("retry-after") });
      if (!response.ok) {
        await response.body?.cancel();
        return false;
      }
      const stored = await response.json();
      const ids: string[] = viaRest ? stored.events.map(({ id }: { id: string }) => id) : stored.ids;
      for (const [index, one] of events.entries()) {
        one.ackedAt ??= Date.now();
        one.ids.push(ids[index] ?? "");
      }
      return true;
    } catch {
      answers.push({ status: 0, durationMs: performance.now() - began, hasRetryAfter: false });
      return false;
    }
  };

  const send = (events: readonly SentEvent[]): Promise<void> => {
    const going: Promise<void> = (async () => {
      while (!(await post(events))) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    })().finally(() => open.delete(going));
    open.add(going);
    return going;
  };

  const timer = setInterval(() => {
    owed += (perSecond * TICK_MS) / 1_000;
    const tenant = tenants[Math.floor(random() * tenants.length)];
    if (!tenant) return;
    const events = Array.from({ length: Math.floor(owed) }, (_, index): SentEvent => {
      const event = TYPES[(sent.length + index) % TYPES.length] ?? TYPES[0];
      const externalId = `${prefix}_${sent.length + index}`;
      return { externalId, tenantId: tenant.id, event, sentAt: Date.now(), ackedAt: null, ids: [] };
    });
    owed -= events.length;
    sent.push(...events);
    if (events.length > 0) void send(events);
  }, TICK_MS);

  return {
    sent,
    answers,
    repeat: async (events) => {
      const byTenant = Map.groupBy(events.toReversed(), ({ tenantId }) => tenantId);
      await Promise.all([...byTenant.values()].flatMap((own) => [send(own), send(own)]));
    },
    stop: async () => {
      clearInterval(timer);
      while (open.size > 0) await Promise.all(open);
    },
  };
};
