import { testEn } from "#features/playground/test-en.ts";
import { weekEn } from "#features/playground/week/week-en.ts";

/** Texts of *Send test*, of the built-in inspector and of the playground. */
export const playgroundEn = {
  test: testEn,
  week: weekEn,
  inspector: {
    title: "Inspector",
    description: "A test endpoint. It shows what it receives, and responds as you choose.",
    back: "Webhooks",
    url: "URL",
    choose: "How should it respond?",
    answers: {
      ok: { label: "200 OK", hint: "accepts everything" },
      broken: { label: "500 Error", hint: "has a problem" },
      slow: { label: "Slow 200", hint: "after 3 s" },
      hang: { label: "Timeout", hint: "responds after 30 s" },
      too_many: { label: "429 Too many", hint: "asks us to slow down" },
      not_found: { label: "404 Not found", hint: "wrong address" },
      gone: { label: "410 Gone", hint: "turns the webhook off" },
    },
    unreachable: "The inspector can't be reached. Reload the page to try again.",
    received: "Received",
    receivedHint: "Newest first. Kept in memory only.",
    list: "Received requests",
    clear: "Clear",
    none: "Nothing received yet",
    noneText: "Send a test from the webhook that has this URL. It appears here at once.",
    responded: "responded with {answer}",
    cut: "Only the beginning is shown.",
    headers: "Headers",
    body: "Body",
    what: { headers: "headers", body: "body" },
    verified: "Signature verified",
    verifiedTitle: "Signed with the secret of the webhook that has this URL",
    notVerified: "Not verified",
  },
} as const;
