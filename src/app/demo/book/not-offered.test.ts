import { afterEach, expect, it, vi } from "vitest";

afterEach(() => vi.unstubAllEnvs());

it.each<Record<string, string>>([{ BASE_URL: "https://hooks.example.com" }, { HOST: "0.0.0.0" }, { SEED_DEMO: "0" }])(
  "with %o there is no booking page, and its forms answer 404",
  async (settings) => {
    const given = { SEED_DEMO: "1", HOST: "127.0.0.1", BASE_URL: "", DATA_DIR: "", ...settings };
    for (const [name, value] of Object.entries(given)) vi.stubEnv(name, value);
    vi.resetModules();
    const { POST } = await import("#app/demo/book/appointments/route.ts");
    const { demoBooking } = await import("#server/demo/demo-booking.ts");
    const headers = { origin: "http://localhost:3000", host: "localhost:3000" };
    const request = new Request("http://localhost:3000/demo/book/appointments", { method: "POST", headers });
    expect((await POST(request)).status).toBe(404);
    expect(await demoBooking()).toBeNull();
  },
);
