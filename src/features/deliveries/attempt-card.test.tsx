import { expect, it } from "vitest";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import { AttemptCard } from "#features/deliveries/attempt-card.tsx";
import { renderPage } from "#tests/render-page.tsx";

const attempt: AttemptView = {
  id: "att_1",
  number: 1,
  trigger: "automatic",
  requestedBy: null,
  startedAt: "2026-11-01T10:00:00.000Z",
  durationMs: 12,
  timings: { dnsMs: null, connectMs: 1, tlsMs: null, firstByteMs: 5 },
  request: { url: "https://hooks.example.com/", headers: {} },
  response: { status: 200, headers: {}, body: "ok", bodyTruncated: false },
  error: null,
  resentOnNewConnection: false,
  certificate: null,
};

const textOf = (changes: Partial<AttemptView>, before: AttemptView | null = null, body: string | null = "{}") =>
  renderPage(<AttemptCard attempt={{ ...attempt, ...changes }} before={before} body={body} open viewerId="usr_1" />);

it("an attempt says in words when its request was sent again on a new connection", () => {
  const words = "We sent this request again at once, on a new one.";
  expect(textOf({ resentOnNewConnection: true })).toContain(words);
  expect(textOf({})).not.toContain(words);
});

it("an attempt names the place of its body, unless it is gone", () => {
  const words = "Each attempt sends the same body.";
  expect(textOf({})).toContain(words);
  const gone = textOf({}, null, null);
  expect(gone).toContain("The body is not available.");
  expect(gone).not.toContain(words);
});

it("an attempt names its TLS problem", () => {
  const message = "The certificate of hooks.example.com was not accepted: it expired on 2026-10-31.";
  const text = textOf({ response: null, error: { code: "tls_error", message } });
  expect(text).toContain("certificate has expired");
  expect(text).toContain("it expired on 2026-10-31");
});

it("an attempt says in one line what differs from the one before, and shows both values", () => {
  const before = {
    ...attempt,
    response: { status: 503, headers: { server: "old" }, body: "busy", bodyTruncated: false },
  };
  const text = textOf(
    { number: 2, response: { status: 200, headers: { server: "new" }, body: "ok", bodyTruncated: false } },
    before,
  );
  expect(text).toContain("Changed since attempt 1: 503 → 200, response body, 1 response header");
  expect(text).toMatch(/old.*new/s);
  expect(textOf({ number: 2 }, attempt)).toContain("Same response as attempt 1.");
});

it("an attempt of a test shows the certificate that the endpoint had", () => {
  const certificate = {
    names: ["hooks.example.com"],
    namesOmitted: 2,
    issuer: "Let's Encrypt",
    validFrom: "2026-09-01T00:00:00.000Z",
    validUntil: "2999-01-01T00:00:00.000Z",
    isAccepted: true,
  };
  const text = textOf({ trigger: "test", certificate });
  expect(text).toContain("hooks.example.com and 2 more");
  expect(text).toContain("Let&#x27;s Encrypt");
  expect(textOf({})).not.toContain("Certificate");
});
