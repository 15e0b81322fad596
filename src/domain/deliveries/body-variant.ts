import { createHash } from "node:crypto";
import { prepareRedaction, type Redactor } from "#domain/deliveries/redact-body.ts";
import { convertBody } from "#domain/event-types/convert-body.ts";
import { createTurns, inTurns, type Turns } from "#domain/turns.ts";

type Source = { event: string; body: Uint8Array };

/** Form of a body: null = in the version of the stored event. Hidden paths as the webhook has them. */
export type BodyForm = { convertTo: string | null; redact: readonly string[] };

/** Body that is stored beside the event, once for all deliveries of this form. `variant` null = the event's own bytes. */
export type FormedBody = { body: Uint8Array; variant: string | null };

/** Stands in a variant's name before the hidden fields. Such a variant is final: later settings do not change it. */
export const REDACTION_MARK = "~";

/** Returns the version that a delivery was fanned out with; null = that of the stored event. */
export const versionOfVariant = (variant: string | null): string | null => variant?.split(REDACTION_MARK)[0] || null;

export const isRedactionFinal = (variant: string | null): boolean => variant?.includes(REDACTION_MARK) ?? false;

/** Makes bodies of one event in several forms, in one walk for all hidden paths. */
export const prepareForms = async (
  source: Source,
  forms: readonly BodyForm[],
  turns: Turns,
): Promise<(form: BodyForm) => Promise<FormedBody>> => {
  const paths = forms.flatMap(({ redact }) => redact);
  const redact: Redactor | null =
    paths.length === 0 ? null : await inTurns(prepareRedaction(source, paths, turns), turns);
  return async ({ convertTo, redact: hidden }) => {
    const redacted = redact ? await inTurns(redact(hidden), turns) : source.body;
    const suffix = redacted === source.body ? "" : `${REDACTION_MARK}${digestOf(hidden)}`;
    if (convertTo === null) return { body: redacted, variant: suffix || null };
    const { event } = source;
    const body = await inTurns(convertBody({ event, body: redacted }, convertTo, turns), turns);
    return { body, variant: `${convertTo}${suffix}` };
  };
};

export const formBody = async (source: Source, form: BodyForm): Promise<Uint8Array> => {
  const make = await prepareForms(source, [form], createTurns());
  return (await make(form)).body;
};

/** 96 bits: two sets of paths of one event do not meet by chance. */
const digestOf = (paths: readonly string[]): string =>
  createHash("sha256")
    .update([...new Set(paths)].sort().join("\n"))
    .digest("base64url")
    .slice(0, 16);
