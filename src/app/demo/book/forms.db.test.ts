import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { POST as book } from "#app/demo/book/appointments/route.ts";
import { POST as cancel } from "#app/demo/book/manage/[key]/cancel/route.ts";
import { POST as move } from "#app/demo/book/manage/[key]/move/route.ts";
import { addDays, toWall } from "#booking/wall-clock.ts";
import { type BookingWorld, bookingWorld, TENANT } from "#tests/booking/booking-world.ts";

const ORIGIN = "http://localhost:3000";
const directory = mkdtempSync(join(tmpdir(), "bellhop-"));
let world: BookingWorld;

beforeAll(async () => {
  world = await bookingWorld();
  const tenant = { id: TENANT, name: "Salon Aurora", email: "ada@aurora.example", password: "secret" };
  writeFileSync(join(directory, "demo.json"), JSON.stringify({ eventKey: "evk", tenants: [tenant] }));
  const settings = { DATA_DIR: directory, SEED_DEMO: "1", HOST: "127.0.0.1", BASE_URL: "", EVENT_KEY: "evk" };
  for (const [name, value] of Object.entries({ ...settings, DATABASE_URL: world.urls.engine })) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  const { demoBooking } = await import("#server/demo/demo-booking.ts");
  await (await demoBooking())?.booking.close();
  rmSync(directory, { recursive: true });
  await world.close();
});
beforeEach(() => world.reset());

const TOMORROW = addDays(toWall(new Date(), "Europe/Berlin"), 1).slice(0, 10);
const BOOKING = {
  serviceId: "svc_haircut",
  staffId: "any",
  time: `${TOMORROW}T10:00 stf_maria`,
  name: "Bea",
  email: "bea@example.com",
};

const request = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  new Request(`${ORIGIN}/demo/book`, {
    method: "POST",
    headers: { origin: ORIGIN, host: "localhost:3000", ...headers },
    body: new URLSearchParams(fields),
  });

const answerOf = async (answered: Promise<Response>) => {
  const { status, headers } = await answered;
  return [status, headers.get("location")];
};

const booked = async () => {
  const { headers } = await book(request(BOOKING));
  const key = /manage\/([\w-]{32})\?done=booked$/.exec(headers.get("location") ?? "")?.[1] ?? "";
  return { key, params: { params: Promise.resolve({ key }) } };
};

const waitingNames = async () => (await world.waiting()).map(({ name }) => name).filter((name) => name.startsWith("a"));

describe("a form of the booking page", () => {
  it("books, moves and cancels by the link, as the customer", async () => {
    const { key, params } = await booked();
    const moved = move(request({ time: `${TOMORROW}T12:00`, version: "1" }), params);
    expect(await answerOf(moved)).toEqual([303, `/demo/book/manage/${key}?done=moved`]);
    const canceled = cancel(request({ reason: "Caught a cold", version: "2" }), params);
    expect(await answerOf(canceled)).toEqual([303, `/demo/book/manage/${key}?done=canceled`]);
    const events = (await world.waiting()).filter(({ name }) => name.startsWith("appointment."));
    expect(events.map(({ name, data }) => [name, data.cause, data.sequence])).toEqual([
      ["appointment.created", "customer_link", 1],
      ["appointment.rescheduled", "customer_link", 2],
      ["appointment.canceled", "customer_link", 3],
    ]);
    expect(events[2]?.data).toMatchObject({ actor: { kind: "customer", name: "Bea" }, reason: "Caught a cold" });
    expect(events[2]?.data.links, "no link without TLS").toBeNull();
  });

  it.each([
    ["a time that is taken", BOOKING, `/demo/book?service=svc_haircut&staff=any&day=${TOMORROW}&problem=time_taken`],
    ["an email that is none", { ...BOOKING, email: "bea" }, "problem=invalid"],
    ["no time", { ...BOOKING, time: "" }, "/demo/book?problem=form"],
    ["a name that is too long", { ...BOOKING, name: "x".repeat(101) }, "/demo/book?problem=form"],
    ["a NUL, which PostgreSQL stores nowhere", { ...BOOKING, name: "Bea\0" }, "/demo/book?problem=form"],
    ["a day after the year 9999", { ...BOOKING, time: "9999-12-31T10:00 stf_maria" }, "problem=invalid"],
    ["an unknown service", { ...BOOKING, serviceId: "svc_x" }, "problem=not_found"],
  ])("goes back for %s, and books nothing", async (_, fields, location) => {
    await booked();
    const answer = await book(request(fields));
    expect(answer.headers.get("location")).toContain(location);
    expect(await waitingNames()).toEqual(["appointment.created"]);
  });

  it("keeps name and email for the next try", async () => {
    const { headers } = await book(request({ ...BOOKING, serviceId: "svc_x" }));
    expect(headers.get("set-cookie")).toMatch(
      /^demo_booker=.*bea%40example\.com.*; Path=\/demo\/book; HttpOnly; SameSite=Lax$/,
    );
  });

  it("of a page that shows an older appointment, or of a wrong link, changes nothing", async () => {
    const { key, params } = await booked();
    await move(request({ time: `${TOMORROW}T12:00`, version: "1" }), params);
    const late = cancel(request({ version: "1" }), params);
    expect(await answerOf(late)).toEqual([303, `/demo/book/manage/${key}?problem=changed_meanwhile`]);
    const wrong = cancel(request({ version: "1" }), { params: Promise.resolve({ key: "x/y" }) });
    expect(await answerOf(wrong)).toEqual([303, "/demo/book/manage/x%2Fy?problem=not_found"]);
    expect(await waitingNames()).toHaveLength(2);
  });

  it("goes back for a time or a link of strange characters", async () => {
    const { key, params } = await booked();
    for (const time of ["\u20ac".repeat(16), `${"x".repeat(9)}\r\n12345`]) {
      const answer = await move(request({ time, version: "1" }), params);
      const day = encodeURIComponent(time.slice(0, 10));
      expect(answer.headers.get("location")).toBe(`/demo/book/manage/${key}?day=${day}&problem=invalid`);
    }
    const wrong = cancel(request({ version: "1" }), { params: Promise.resolve({ key: "x\0" }) });
    expect(await answerOf(wrong)).toEqual([303, "/demo/book/manage/x%00?problem=not_found"]);
    expect(await waitingNames()).toHaveLength(1);
  });

  it.each<[string, Record<string, string>, number]>([
    ["of another site", { origin: "https://evil.example.com" }, 403],
    ["of another host name that points here", { host: "evil.example.com" }, 403],
  ])("%s is refused", async (_, headers, status) => {
    expect((await book(request(BOOKING, headers))).status).toBe(status);
    expect(await waitingNames()).toEqual([]);
  });

  it("larger than 8 KiB is refused before it is read", async () => {
    expect((await book(request({ ...BOOKING, notes: "x".repeat(9_000) }))).status).toBe(413);
  });
});
