import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input, NativeSelect, Textarea } from "#components/ui/input.tsx";
import { API_VERSIONS } from "#domain/event-types/api-version.values.ts";
import type { WebhookField, WebhookFieldValues } from "#domain/subscriptions/webhook-fields.schema.ts";
import { RATE_LIMIT_MAX } from "#domain/subscriptions/webhook-fields.values.ts";
import type { Translate } from "#features/translate.ts";

export type FormTexts = Translate<"webhooks.form">;

type InputProps = { text: string; onChange: (text: string) => void; error: string | undefined };

export type Setting = { label: string; value: ReactNode };

/** Form and display of one plain field. The form holds each value as text, as an HTML form does. */
type FieldForm<Value> = {
  /** Moves the field under "More options", which starts open if the field differs from the default. */
  isAdvanced: boolean;
  textOf: (value: Value) => string;
  valueOf: (text: string) => Value;
  /** Returns why a text cannot be sent; undefined for a valid text. */
  problemOf?: (text: string, t: FormTexts) => string | undefined;
  Input: (props: InputProps) => ReactNode;
  /** Row in the settings list; null for none. */
  settingOf: (value: Value, t: FormTexts) => Setting | null;
  /** Says what a change means, before it is saved. */
  meaningOf?: (t: FormTexts) => string;
};

const NameInput = ({ text, onChange, error }: InputProps) => {
  const t = useTranslations("webhooks.form.name");
  return (
    <Field label={t("label")} optional hint={t("hint")} error={error}>
      {(control) => (
        <Input
          {...control}
          name="description"
          maxLength={500}
          placeholder={t("placeholder")}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
};

const RateLimitInput = ({ text, onChange, error }: InputProps) => {
  const t = useTranslations("webhooks.form.rate");
  return (
    <Field label={t("label")} optional hint={t("hint")} error={error}>
      {(control) => (
        <div className="flex items-center gap-2.5">
          <Input
            {...control}
            name="rateLimitPerSecond"
            inputMode="numeric"
            autoComplete="off"
            placeholder={t("none")}
            className="max-w-32"
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
          <span className="text-soft">{t("unit")}</span>
        </div>
      )}
    </Field>
  );
};

const RedactInput = ({ text, onChange, error }: InputProps) => {
  const t = useTranslations("webhooks.form.redact");
  return (
    <Field label={t("label")} optional hint={t("hint")} error={error}>
      {(control) => (
        <Textarea
          {...control}
          name="redact"
          autoComplete="off"
          spellCheck={false}
          placeholder={"customer.phone\ncustomer.email"}
          className="font-mono"
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
};

const OrderedInput = ({ text, onChange, error }: InputProps) => {
  const t = useTranslations("webhooks.form.ordered");
  return (
    <div className="-mx-2.5 flex flex-col gap-1.5">
      <Checkbox
        name="ordered"
        checked={text === YES}
        onChange={(isOrdered) => onChange(isOrdered ? YES : "")}
        label={t("label")}
        hint={t("hint")}
      />
      <FieldError message={error} />
    </div>
  );
};

/** Text of a checked box in the form. */
const YES = "yes";

const ApiVersionInput = ({ text, onChange, error }: InputProps) => {
  const t = useTranslations("webhooks.form.version");
  return (
    <Field label={t("label")} hint={t("hint")} error={error}>
      {(control) => (
        <NativeSelect
          {...control}
          name="apiVersion"
          className="max-w-64"
          value={text}
          onChange={(event) => onChange(event.target.value)}
        >
          {[...new Set([...API_VERSIONS.toReversed(), text])].map((version, place) => (
            <option key={version} value={version}>
              {place === 0 ? t("newest", { version }) : version}
            </option>
          ))}
        </NativeSelect>
      )}
    </Field>
  );
};

const numberOf = (text: string): number | null => (text.trim() === "" ? null : Number(text));

/** Invalid numbers become NaN, which JSON would send as null: "no limit". */
const rateLimitProblem = (text: string, t: FormTexts): string | undefined => {
  const limit = numberOf(text);
  const isFine = limit === null || (Number.isInteger(limit) && limit >= 1 && limit <= RATE_LIMIT_MAX);
  return isFine ? undefined : t("rate.problem", { max: RATE_LIMIT_MAX });
};

export const webhookFieldForms: { [Column in WebhookField]: FieldForm<WebhookFieldValues[Column]> } = {
  description: {
    isAdvanced: false,
    textOf: (description) => description,
    valueOf: (text) => text.trim(),
    Input: NameInput,
    // Name is already the page's title.
    settingOf: () => null,
    meaningOf: (t) => t("changes.meaning.description"),
  },
  rateLimitPerSecond: {
    isAdvanced: true,
    textOf: (limit) => limit?.toString() ?? "",
    valueOf: numberOf,
    problemOf: rateLimitProblem,
    Input: RateLimitInput,
    settingOf: (limit, t) => ({
      label: t("rate.label"),
      value: limit === null ? t("rate.none") : t("rate.shown", { count: limit }),
    }),
    meaningOf: (t) => t("changes.meaning.rateLimitPerSecond"),
  },
  ordered: {
    isAdvanced: true,
    textOf: (isOrdered) => (isOrdered ? YES : ""),
    valueOf: (text) => text === YES,
    Input: OrderedInput,
    settingOf: (isOrdered, t) => ({
      label: t("ordered.title"),
      value: isOrdered ? t("ordered.on") : t("ordered.off"),
    }),
    meaningOf: (t) => t("changes.meaning.ordered"),
  },
  apiVersion: {
    isAdvanced: true,
    textOf: (version) => version,
    valueOf: (text) => text,
    Input: ApiVersionInput,
    settingOf: (version, t) => ({ label: t("version.label"), value: version }),
    meaningOf: (t) => t("changes.meaning.apiVersion"),
  },
  redact: {
    isAdvanced: true,
    textOf: (paths) => paths.join("\n"),
    // Commas and blanks separate paths too, not only line breaks.
    valueOf: (text) => text.split(/[\s,;]+/).filter((path) => path !== ""),
    Input: RedactInput,
    settingOf: (paths, t) =>
      paths.length === 0
        ? null
        : {
            label: t("redact.shown"),
            value: (
              <span translate="no" className="font-mono text-[0.8125rem] break-all">
                {paths.join(", ")}
              </span>
            ),
          },
    meaningOf: (t) => t("changes.meaning.redact"),
  },
};

// TypeScript loses the keys of a list, hence the cast. The list keeps the schemas out of the browser.
export const formFields = Object.keys(webhookFieldForms) as readonly WebhookField[];

export const settingsOfFields = (values: WebhookFieldValues, t: FormTexts): Setting[] =>
  formFields.flatMap((field) => settingOfField(field, values[field], t) ?? []);

const settingOfField = <Field extends WebhookField>(
  field: Field,
  value: WebhookFieldValues[Field],
  t: FormTexts,
): Setting | null => {
  const form: Pick<FieldForm<WebhookFieldValues[Field]>, "settingOf"> = webhookFieldForms[field];
  return form.settingOf(value, t);
};
