import { describe, expect, it } from "vitest";
import { appointmentCreated, BellhopRefused, BellhopUnavailable, createBellhop } from "#client/index.ts";
import { type Fetch, retryAfterMs } from "#client/post-events.ts";

type Sent = { url: string; events: { id: string; name: string }[]; bytes: number };
type Reply = { status: number; body?: unknown; headers?: Record<string, string> } | Error | "accept";

/** A Bellhop that answers as it is told, then takes everything. */
const bellhopWith = (replies: Reply[] = [], options: { attemptsMax?: number } = {}) => {
  const sent: Sent[] = [];
  const fetch: Fetch = async (url, { body }) => {
    const events = JSON.parse(body);
    sent.push({ url, events, bytes: Buffer.byteLength(body) });
    const reply = replies.shift() ?? "accept";
    if (reply instanceof Error) throw reply;
    if (reply === "accept") return Response.json({ ids: events.map(() => `evt_${sent.length}`), status: 200 });
    return new Response(reply.body === undefined ? "" : JSON.stringify(reply.body), reply);
  };
  return {
    sent,
    bellhop: createBellhop({ baseUrl: "https://hooks.example.com/", eventKey: "k/1", fetch, ...options }),
  };
};

const created = (appointmentId: string, fields = {}) =>
  appointmentCreated({ tenantId: "salon", appointmentId, ...fields });
const many = (count: number, fields = {}) =>
  Array.from({ length: count }, (_, index) => created(`apt_${index}`, fields));
const failure = (sending: Promise<unknown>) => sending.then(() => null).catch((error: unknown) => error);

describe("send", () => {
  it("posts to the event API and gives Bellhop's ids", async () => {
    const { bellhop, sent } = bellhopWith();
    expect(await bellhop.send([created("apt_1"), created("apt_2")])).toEqual({ ids: ["evt_1", "evt_1"] });
    expect(await bellhop.send(created("apt_1"))).toEqual({ ids: ["evt_2"] });
    expect(await bellhop.send([])).toEqual({ ids: [] });
    expect(sent.map(({ url, events }) => [url, events.length])).toEqual([
      ["https://hooks.example.com/e/k%2F1", 2],
      ["https://hooks.example.com/e/k%2F1", 1],
    ]);
  });

  it("cuts what is too much for one request by events, by bytes and by values, in order", async () => {
    const sizes = async (events: Parameters<typeof bellhop.send>[0]) => {
      sent.length = 0;
      await bellhop.send(events);
      return sent.map(({ events, bytes }) => {
        expect(bytes).toBeLessThanOrEqual(10 * 1024 * 1024);
        return events.length;
      });
    };
    const { bellhop, sent } = bellhopWith();
    expect(await sizes(many(2_001))).toEqual([1_000, 1_000, 1]);
    expect(await sizes(many(100, { notes: "é".repeat(60_000) }))).toEqual([87, 13]);
    expect(await sizes(many(30, { extra: Array(9_999).fill(0) }))).toEqual([19, 11]);
  });

  it("repeats the same events, also those that had no id, when the network or Bellhop fails", async () => {
    const { bellhop, sent } = bellhopWith([
      new Error("connection reset"),
      { status: 503, headers: { "retry-after": "0" } },
      { status: 429 },
    ]);
    expect((await bellhop.send(created("apt_1"))).ids).toHaveLength(1);
    const ids = sent.map(({ events }) => events[0]?.id);
    expect(new Set(ids).size).toBe(1);
    expect(ids).toHaveLength(4);
    expect(ids[0]).toBeTruthy();
  });

  it.each([
    ["an unknown key", { status: 401 }, 1],
    ["a redirect", { status: 301 }, 1],
    ["an answer of another server", { status: 200, body: { hello: 1 } }, 1],
    ["a wait that is too long", { status: 429, headers: { "retry-after": "3600" } }, 1],
    ["a fault that stays", { status: 500 }, 2],
  ])("says of %s that Bellhop is unavailable", async (_, reply, requests) => {
    const { bellhop, sent } = bellhopWith([reply, reply], { attemptsMax: 2 });
    const error = await failure(bellhop.send(created("apt_1")));
    expect(error).toBeInstanceOf(BellhopUnavailable);
    expect(error).toMatchObject({
      status: reply.status,
      retryAfterMs: "headers" in reply ? 3_600_000 : null,
      acceptedIds: [],
    });
    expect(sent).toHaveLength(requests);
  });

  it("says of a refusal which event, which field and which rule, and what was stored before, without a repeat", async () => {
    const errors = [{ path: "1.data.startTime", message: "use a date with an offset" }];
    const { bellhop, sent } = bellhopWith(["accept", { status: 400, body: { error: "Nothing stored.", errors } }]);
    const events = many(1_002);
    const error = await failure(bellhop.send(events));
    expect(error).toBeInstanceOf(BellhopRefused);
    expect(error).toMatchObject({
      status: 400,
      message: "Nothing stored.",
      problems: [{ event: { data: events[1_001]?.data }, field: "data.startTime", rule: "use a date with an offset" }],
    });
    expect(error instanceof BellhopRefused && error.acceptedIds.length).toBe(1_000);
    expect(sent).toHaveLength(2);
  });

  it("keeps the sentence of a refusal that names no field", async () => {
    const { bellhop } = bellhopWith([{ status: 413, body: { error: "Too large." } }]);
    expect(await failure(bellhop.send(created("apt_1")))).toMatchObject({
      status: 413,
      problems: [{ event: null, field: null, rule: "Too large." }],
    });
  });
});

it("an option that is missing, such as an unset environment variable, is named at once", () => {
  const baseUrl = "https://hooks.example.com";
  for (const unset of [undefined, ""]) {
    expect(() => createBellhop({ baseUrl, eventKey: unset })).toThrow(/^eventKey is missing.*EVENT_KEY/);
    expect(() => createBellhop({ baseUrl: unset, eventKey: "k" })).toThrow(/^baseUrl must be/);
  }
  for (const none of ["hooks", "hooks.example.com", "ftp://hooks.example.com"]) {
    expect(() => createBellhop({ baseUrl: none, eventKey: "k" })).toThrow(/^baseUrl must be/);
  }
});

it("Retry-After is read as seconds or as a date", () => {
  const now = Date.UTC(2026, 11, 5);
  expect(["5", new Date(now + 7_000).toUTCString(), "soon", null].map((given) => retryAfterMs(given, now))).toEqual([
    5_000,
    7_000,
    null,
    null,
  ]);
});
