import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";

const directory = mkdtempSync(join(tmpdir(), "bellhop-"));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

/** Presses the demo button in a child process with these settings. */
const press = async (settings: Record<string, string>, more: Record<string, string> = {}) => {
  for (const [name, value] of Object.entries({ DATA_DIR: directory, HOST: "127.0.0.1", BASE_URL: "", ...settings }))
    vi.stubEnv(name, value);
  vi.resetModules();
  const { POST } = await import("#app/demo/sign-in/route.ts");
  const origin = settings.BASE_URL ?? "http://localhost:3000";
  return POST(
    new Request(`${origin}/demo/sign-in`, { method: "POST", headers: { origin, host: new URL(origin).host, ...more } }),
  );
};

it.each<Record<string, string>>([{ BASE_URL: "https://hooks.example.com" }, { HOST: "0.0.0.0" }, { SEED_DEMO: "0" }])(
  "with %o nobody is signed in to the demo",
  async (settings) => expect((await press({ SEED_DEMO: "1", ...settings })).status).toBe(404),
);

it("a page without demo.json says that the sign-in did not work", async () => {
  const answer = await press({ SEED_DEMO: "1" });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/sign-in?problem=demo"]);
});

it.each(["localhost:3000", "127.0.0.1:3000"])("is for who calls us %s", async (host) =>
  expect((await press({ SEED_DEMO: "1" }, { host })).status).toBe(303),
);

it.each(["hooks.example.com", "localhost.example.com:3000", "10.0.0.7:3000", ""])(
  "is refused to who calls us %j, whatever Origin says",
  async (host) => {
    const answer = await press({ SEED_DEMO: "1" }, { host });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('href="http://localhost:3000/sign-in"');
  },
);
