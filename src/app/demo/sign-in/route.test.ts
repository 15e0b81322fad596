import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";

const directory = mkdtempSync(join(tmpdir(), "bellhop-"));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

/** Presses the button in a process of its own settings. */
const press = async (settings: Record<string, string>) => {
  for (const [name, value] of Object.entries({ DATA_DIR: directory, HOST: "127.0.0.1", BASE_URL: "", ...settings }))
    vi.stubEnv(name, value);
  vi.resetModules();
  const { POST } = await import("#app/demo/sign-in/route.ts");
  const origin = settings.BASE_URL ?? "http://localhost:3000";
  return POST(new Request(`${origin}/demo/sign-in`, { method: "POST", headers: { origin } }));
};

it.each<Record<string, string>>([{ BASE_URL: "https://hooks.example.com" }, { HOST: "0.0.0.0" }, { SEED_DEMO: "0" }])(
  "with %o nobody is signed in to the demo",
  async (settings) => expect((await press({ SEED_DEMO: "1", ...settings })).status).toBe(404),
);

it("without demo.json the page says that it did not work", async () => {
  const answer = await press({ SEED_DEMO: "1" });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/sign-in?problem=demo"]);
});
