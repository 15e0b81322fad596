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

export const ANSWERS = ["ok", "broken", "slow", "hang", "too_many", "not_found", "gone"] as const;

export const isAnswer = (answer: string): answer is (typeof ANSWERS)[number] => ANSWERS.some((one) => one === answer);
