import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { endOtherSessions, endSession } from "#domain/sessions/end-session.ts";
import { listSessions } from "#domain/sessions/list-sessions.ts";
import { createPortalWorld, PORTAL, type PortalWorld } from "#tests/portal-world.ts";

const { BASE_URL, SESSION, ENDS } = PORTAL;
const HOUR_MS = 3_600_000;

let world: PortalWorld;
let now = new Date();
beforeAll(async () => {
  world = await createPortalWorld(() => now);
});
beforeEach(() => {
  now = new Date();
});
afterAll(() => world.close());

describe("a session opened by a hand-off ends", () => {
  const at = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };

  it("after an hour without use, and after eight hours in any case", async () => {
    const browser = world.newBrowser();
    await browser.open();
    at(HOUR_MS - 1_000);
    expect(await browser.who()).not.toBeNull();
    at(HOUR_MS + 1_000);
    expect(await browser.who()).toBeNull();

    now = new Date();
    await browser.open();
    for (let hour = 1; hour <= 15; hour++) {
      at(HOUR_MS / 2);
      expect(await browser.who()).not.toBeNull();
    }
    at(HOUR_MS / 2);
    expect(await browser.who()).toBeNull();
    now = new Date();
  });

  it("when the platform ends sessions: those of one person, or all of one tenant", async () => {
    const [ada, bea, lin] = [world.newBrowser(), world.newBrowser(), world.newBrowser()];
    await ada.open({ sub: "ada" });
    await bea.open({ sub: "bea" });
    await lin.open({ sub: "ada", tenant: "studio" });
    const end = async (claims: Record<string, unknown>) =>
      world.newBrowser().post(ENDS, {
        token: await world.platform.sign(BASE_URL, { claims: { action: "end_sessions", ...claims } }),
      });
    expect(await (await end({ sub: "ada" })).json()).toEqual({ count: 1 });
    expect([await ada.who(), await bea.who()]).toEqual([null, expect.anything()]);
    expect((await end({ sub: undefined })).status).toBe(200);
    expect([await bea.who(), await lin.who()]).toEqual([null, expect.objectContaining({ tenantId: "studio" })]);
  });

  it("not by a hand-off token, nor twice by one token", async () => {
    const browser = world.newBrowser();
    await browser.open();
    const handOff = await world.platform.sign(BASE_URL);
    expect((await browser.post(ENDS, { token: handOff })).status).toBe(401);
    const token = await world.platform.sign(BASE_URL, { claims: { action: "end_sessions" } });
    expect((await browser.post(ENDS, { token })).status).toBe(200);
    expect((await browser.post(ENDS, { token })).status).toBe(401);
    expect((await browser.post(SESSION, { token })).status).toBe(401);
  });

  it("when its person ends it: one, or all others, but never another person's", async () => {
    const [here, there, other] = [world.newBrowser(), world.newBrowser(), world.newBrowser()];
    await here.open({ sub: "cleo" });
    at(1_000);
    await there.open({ sub: "cleo" });
    await other.open({ sub: "cleo", tenant: "studio" });
    const [me, them, stranger] = [await here.who(), await there.who(), await other.who()];
    if (!me || !them || !stranger) throw new Error("a test user is not signed in");
    const { data } = await listSessions(world.deps(), me);
    expect(data.map(({ id, isCurrent }) => [id, isCurrent])).toEqual([
      [them.sessionId, false],
      [me.sessionId, true],
    ]);
    await expect(endSession(world.deps(), me, { id: stranger.sessionId })).rejects.toMatchObject({ code: "not_found" });
    expect(await endOtherSessions(world.deps(), me)).toEqual({ count: 1 });
    expect([await there.who(), await here.who(), await other.who()]).toEqual([null, me, stranger]);
    await endSession(world.deps(), me, { id: me.sessionId });
    expect(await here.who()).toBeNull();
  });
});
