import { describe, expect, it } from "vitest";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import { ChangesDetail } from "#features/deliveries/changes-view.tsx";
import { ResponsePart } from "#features/deliveries/exchange.tsx";
import { ResponseBody } from "#features/deliveries/response-body.tsx";
import { renderPage } from "#tests/render-page.tsx";

const HOSTILE = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "\u001b[2J\u001b]52;c;cm0gLXJmIH4=\u0007\u009b31m",
  "nul\u0000 bell\u0007 del\u007f return\rover",
  "\u202egnp.exe\u202c \u2066\u2069 \u200f \u200b\ufeff",
  '{"a":"\\u202e\\u001b\\u009b</script><script>alert(1)</script>","b":"\u202e"}',
  '[["<script>alert(1)</script>"]]',
  "javascript:alert(1)",
];

const answerWith = (text: string): NonNullable<AttemptView["response"]> => ({
  status: 500,
  headers: { "x-hostile": text, location: text, [text]: "x" },
  body: text,
  bodyTruncated: true,
});

const ATTEMPT: AttemptView = {
  id: "att_1",
  number: 1,
  trigger: "automatic",
  requestedBy: null,
  startedAt: "2026-11-01T10:00:00.000Z",
  durationMs: 12,
  timings: { dnsMs: null, connectMs: 1, tlsMs: null, firstByteMs: 5 },
  request: { url: "https://hooks.example.com/", headers: {} },
  response: null,
  error: null,
  resentOnNewConnection: false,
  certificate: null,
};

describe.each(HOSTILE)("an answer that says %j", (text) => {
  const response = answerWith(text);
  const markup = renderPage(
    <>
      <ChangesDetail
        before={{ ...ATTEMPT, response: { ...response, body: "", headers: {} } }}
        after={{ ...ATTEMPT, response }}
      />
      <ResponseBody response={response} />
      <ResponsePart response={response} />
    </>,
  );

  it("is shown as text and creates no element, link or attribute", () => {
    expect(markup).not.toMatch(/<(script|img|a|iframe|svg onload)\b/i);
    const tags = markup.replace(/>[^<]*/g, ">");
    expect(tags).not.toMatch(/alert|onerror|javascript:|href=|src=/i);
    expect(markup).toContain("Status 500");
  });

  it("shows its control characters and direction marks in escaped form", () => {
    expect(markup).not.toMatch(/[^\P{Cc}\n\t]|\p{Bidi_Control}|\ufeff|\u200b/u);
  });
});
