import { expect, it } from "vitest";
import type { ActEvent } from "#features/playground/week/act-event.ts";
import { createPlaygroundStore, type EmitOutcome } from "#features/playground/week/playground-store.ts";
import type { Place } from "#features/playground/week/week.ts";

const FREE: Place = { day: 5, start: 960, staffId: "stf_leo" };
const BOOK = { kind: "book", place: FREE, serviceId: "svc_haircut", customerId: "cus_ada" } as const;

/** Store over a memory, with a server that the test answers for. */
const world = (kept: { text: string | null } = { text: null }) => {
  let count = 0;
  let at = new Date("2026-11-25T09:00:00Z");
  const asked: { event: ActEvent; answer: (outcome: EmitOutcome) => Promise<void> }[] = [];
  const delayed: { act: () => void; ms: number }[] = [];
  const open = () =>
    createPlaygroundStore({
      emit: (event) =>
        new Promise((resolve) => {
          asked.push({
            event,
            answer: async (outcome) => {
              resolve(outcome);
              await new Promise(setImmediate);
            },
          });
        }),
      read: () => kept.text,
      write: (text) => {
        kept.text = text;
      },
      now: () => at,
      newId: (prefix) => `${prefix}_${++count}`,
      timezone: "Europe/Berlin",
      delay: (act, ms) => {
        delayed.push({ act, ms });
        return () => delayed.splice(0);
      },
    });
  return { open, asked, delayed, setNow: (text: string) => (at = new Date(text)) };
};

const book = (store: ReturnType<ReturnType<typeof world>["open"]>) => {
  const done = store.act(BOOK, "staff");
  if (!done.ok) throw new Error(done.why.code);
  return String(done.event.data.appointmentId);
};
const statesOf = (store: ReturnType<ReturnType<typeof world>["open"]>) =>
  store.snapshot().happenings.map(({ event, state }) => [event, state]);

it("an act changes the week at once, and its event is sent once the server has stored it", async () => {
  const { open, asked } = world();
  const store = open();
  const appointmentId = book(store);
  expect(store.snapshot().week.appointments.at(-1)).toMatchObject({ appointmentId, ...FREE, status: "pending" });
  expect(statesOf(store)).toEqual([["appointment.created", "waiting"]]);
  await asked[0]?.answer({ outcome: "sent", eventId: "evt_1" });
  expect(store.snapshot().happenings[0]).toMatchObject({ state: "sent", eventId: "evt_1" });
});

it("events leave one by one in the order of the acts", async () => {
  const { open, asked } = world();
  const store = open();
  const appointmentId = book(store);
  store.act({ kind: "confirm", appointmentId }, "staff");
  store.act({ kind: "complete", appointmentId }, "staff");
  for (let i = 0; i < 3; i++) {
    expect(asked).toHaveLength(i + 1);
    await asked[i]?.answer({ outcome: "sent", eventId: `evt_${i}` });
  }
  expect(asked.map(({ event }) => event.data.sequence)).toEqual([1, 2, 3]);
});

it("a refused limit holds the event and later ones back, and the repeat has the same id", async () => {
  const { open, asked, delayed } = world();
  const store = open();
  const appointmentId = book(store);
  store.act({ kind: "cancel", appointmentId }, "staff");
  await asked[0]?.answer({ outcome: "later", why: "Up to 60 a minute.", retryMs: 5_000 });
  expect(store.snapshot().pausedBy).toBe("Up to 60 a minute.");
  expect(statesOf(store)).toEqual([
    ["appointment.canceled", "waiting"],
    ["appointment.created", "waiting"],
  ]);
  expect(asked).toHaveLength(1);
  expect(delayed[0]?.ms).toBe(5_000);
  delayed[0]?.act();
  expect(asked[1]?.event).toEqual(asked[0]?.event);
  await asked[1]?.answer({ outcome: "sent", eventId: "evt_1" });
  expect(store.snapshot().pausedBy).toBeNull();
  await asked[2]?.answer({ outcome: "sent", eventId: "evt_2" });
  expect(statesOf(store).map(([, state]) => state)).toEqual(["sent", "sent"]);
});

it("a refused event is shown as refused, and later ones go on", async () => {
  const { open, asked } = world();
  const store = open();
  const appointmentId = book(store);
  store.act({ kind: "confirm", appointmentId }, "staff");
  await asked[0]?.answer({ outcome: "refused", why: "No." });
  await asked[1]?.answer({ outcome: "sent", eventId: "evt_2" });
  expect(store.snapshot().happenings.map(({ state, problem }) => [state, problem])).toEqual([
    ["sent", null],
    ["refused", "No."],
  ]);
});

it("a reload keeps the week, and sends what still waited under the same id", async () => {
  const kept = { text: null };
  const first = world(kept);
  const before = first.open();
  book(before);
  before.close();
  const second = world(kept);
  const after = second.open();
  expect(after.snapshot()).toEqual(before.snapshot());
  expect(second.asked[0]?.event).toEqual(first.asked[0]?.event);
  await second.asked[0]?.answer({ outcome: "sent", eventId: "evt_1" });
  expect(after.snapshot().happenings[0]).toMatchObject({ state: "sent", eventId: "evt_1" });
});

it("a closed store sends nothing more", async () => {
  const { open, asked, delayed } = world();
  const store = open();
  const appointmentId = book(store);
  store.act({ kind: "confirm", appointmentId }, "staff");
  store.close();
  await asked[0]?.answer({ outcome: "later", why: "No connection.", retryMs: 1 });
  expect([asked.length, delayed.length]).toEqual([1, 0]);
});

it.each([
  ["nonsense"],
  ["{}"],
  ['{"week":{"monday":"2026-11-23","timezone":"UTC","appointments":[{}]},"happenings":[]}'],
])("a stored text that it cannot read gives a new week: %s", (text) => {
  const { happenings, week } = world({ text }).open().snapshot();
  expect([happenings, week.monday]).toEqual([[], "2026-11-23"]);
});

it("the next calendar week begins anew, and starting over keeps what waits", async () => {
  const kept = { text: null };
  const { open, asked } = world(kept);
  const store = open();
  book(store);
  store.startOver();
  expect(statesOf(store)).toEqual([["appointment.created", "waiting"]]);
  await asked[0]?.answer({ outcome: "sent", eventId: "evt_1" });
  const later = world(kept);
  later.setNow("2026-12-01T09:00:00Z");
  expect(later.open().snapshot()).toMatchObject({ happenings: [], week: { monday: "2026-11-30" } });
});

it("refuses further acts while a hundred wait", () => {
  const { open } = world();
  const store = open();
  const appointmentId = book(store);
  for (let i = 1; i < 100; i++)
    expect(store.act({ kind: "note", appointmentId, notes: `${i}` }, "staff").ok).toBe(true);
  expect(store.act({ kind: "note", appointmentId, notes: "one more" }, "staff")).toMatchObject({ ok: false });
  expect(store.snapshot().happenings).toHaveLength(100);
});
