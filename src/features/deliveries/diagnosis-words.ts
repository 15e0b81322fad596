import { useTranslations } from "use-intl";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import { ATTEMPT_ERROR_CODES, DELIVERY_REASONS } from "#domain/deliveries/delivery.values.ts";
import { tlsProblemOf } from "#domain/deliveries/tls-problem.schema.ts";
import type { Translate } from "#features/translate.ts";

/** `owner` is for the salon's owner, `developer` for the endpoint's developer. */
export type DiagnosisText = { ok: boolean; title: string; owner: string; developer: string };

export type AttemptErrorCode = NonNullable<AttemptView["error"]>["code"];

/** `code` is null on success; `status` is null without a response. */
export type AttemptSymptom = { code: AttemptErrorCode | null; status: number | null; message?: string | undefined };

export type DiagnosisWords = {
  /** Explains an attempt's outcome and the next step. Covers all error codes and statuses. */
  of: (symptom: AttemptSymptom) => DiagnosisText;
  /** Explains a stored error without its response: the status is read from the message. */
  ofError: (error: { code: string; message: string }) => DiagnosisText;
  /** Explains the reason of a delivery's status in one line; null when the status says enough. */
  reason: (reason: string | null) => string | null;
};

/** Message of an error, "" where the explanation for the developer says the same in better words. */
export const exactMessage = ({ code, message }: { code: string | null; message: string }): string =>
  code === "http_status" || code === "redirect_not_followed" ? "" : message;

export const useDiagnosis = (): DiagnosisWords => diagnosisWords(useTranslations("deliveries.diagnosis"));

/** Builds explanations outside of React. */
export const diagnosisWords = (t: Translate<"deliveries.diagnosis">): DiagnosisWords => {
  const unknown = {
    ok: false,
    title: t("unknown.title"),
    owner: t("unknown.owner"),
    developer: t("unknown.developer"),
  };

  const ofStatus = (status: number): DiagnosisText => {
    const kind = kindOfStatus(status);
    return {
      ok: kind === "delivered",
      title: t(`status.${kind}.title`, { status }),
      owner: t(`status.${kind}.owner`),
      developer: t(`status.${kind}.developer`, { status }),
    };
  };
  const ofCode = (code: TextCode): DiagnosisText => ({
    ok: false,
    title: t(`code.${code}.title`),
    owner: t(`code.${code}.owner`),
    developer: t(`code.${code}.developer`),
  });
  const ofTls = (message: string): DiagnosisText => {
    const problem = tlsProblemOf(message);
    return problem === null
      ? ofCode("tls_error")
      : {
          ok: false,
          title: t(`tls.${problem}.title`),
          owner: t(`tls.${problem}.owner`),
          developer: t(`tls.${problem}.developer`),
        };
  };
  const of = ({ code, status, message = "" }: AttemptSymptom): DiagnosisText => {
    if (code === null || code === "http_status" || code === "redirect_not_followed")
      return status === null ? unknown : ofStatus(status);
    return code === "tls_error" ? ofTls(message) : ofCode(code);
  };

  return {
    of,
    ofError: ({ code, message }) => {
      const status = /\b(?:answered|responded with) ([1-5]\d\d)\b/.exec(message)?.[1];
      return isErrorCode(code) ? of({ code, status: status === undefined ? null : Number(status), message }) : unknown;
    },
    reason: (reason) => {
      if (reason === null) return null;
      if (isListed(reason)) return t(`reason.${reason}`);
      return isErrorCode(reason) ? of({ code: reason, status: null }).title : reason.replaceAll("_", " ");
    },
  };
};

const isErrorCode = (code: string): code is AttemptErrorCode => ATTEMPT_ERROR_CODES.some((known) => known === code);

type TextCode = Exclude<AttemptErrorCode, "http_status" | "redirect_not_followed">;

const BY_STATUS = {
  401: "denied",
  403: "denied",
  404: "not_found",
  405: "wrong_method",
  410: "gone",
  413: "too_large",
  429: "too_many",
  503: "unavailable",
} as const;

const kindOfStatus = (status: number) => {
  if (status >= 200 && status < 300) return "delivered" as const;
  if (status in BY_STATUS) return BY_STATUS[status as keyof typeof BY_STATUS];
  if (status < 400) return "redirect" as const;
  return status < 500 ? ("refused" as const) : ("broken" as const);
};

const REASONS = ["http_status", "redirect_not_followed", ...DELIVERY_REASONS] as const;

const isListed = (reason: string): reason is (typeof REASONS)[number] => REASONS.some((listed) => listed === reason);
