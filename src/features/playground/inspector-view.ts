export type InspectorView = {
  answer: string;
  received: {
    id: string;
    at: string;
    method: string;
    headers: Record<string, string>;
    body: string;
    bodyTruncated: boolean;
    verdict: { ok: true } | { ok: false; reason: string };
    answer: string;
  }[];
};

export const ANSWER_CHOICES = [
  { answer: "ok", label: "All is well", hint: "200" },
  { answer: "broken", label: "An error", hint: "500" },
  { answer: "slow", label: "Slowly", hint: "200 after 3 s" },
  { answer: "hang", label: "Far too late", hint: "200 after 30 s" },
  { answer: "too_many", label: "Too many", hint: "429" },
  { answer: "not_found", label: "Not here", hint: "404" },
  { answer: "gone", label: "Gone for good", hint: "410, turns the webhook off" },
] as const;
