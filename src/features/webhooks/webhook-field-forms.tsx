import type { ReactNode } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input, NativeSelect, Textarea } from "#components/ui/input.tsx";
import { API_VERSIONS } from "#domain/event-types/api-version.schema.ts";
import {
  mapWebhookFields,
  RATE_LIMIT_MAX,
  type WebhookField,
  type WebhookFieldValues,
} from "#domain/subscriptions/webhook-fields.schema.ts";
import { countOf } from "#features/count-text.ts";

type InputProps = { text: string; onChange: (text: string) => void; error: string | undefined };

type Setting = { label: string; value: ReactNode };

/** Form and display of one plain field. The form holds each value as text, as an HTML form does. */
type FieldForm<Value> = {
  /** Moves the field under "More options", which starts open if the field differs from the default. */
  isAdvanced: boolean;
  textOf: (value: Value) => string;
  valueOf: (text: string) => Value;
  /** Returns why a text cannot be sent; undefined for a valid text. */
  problemOf?: (text: string) => string | undefined;
  Input: (props: InputProps) => ReactNode;
  /** Row in the settings list; null for none. */
  settingOf: (value: Value) => Setting | null;
};

const NameInput = ({ text, onChange, error }: InputProps) => (
  <Field label="Name" optional hint="For you, so that you can tell your webhooks apart." error={error}>
    {(control) => (
      <Input
        {...control}
        name="description"
        maxLength={500}
        placeholder="Newsletter"
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
);

const RateLimitInput = ({ text, onChange, error }: InputProps) => (
  <Field
    label="Limit how fast we send"
    optional
    hint="For receivers that cannot keep up. What is over the limit waits its turn; nothing is lost. Empty means no limit."
    error={error}
  >
    {(control) => (
      <div className="flex items-center gap-2.5">
        <Input
          {...control}
          name="rateLimitPerSecond"
          inputMode="numeric"
          autoComplete="off"
          placeholder="No limit"
          className="max-w-32"
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
        <span className="text-soft">messages a second</span>
      </div>
    )}
  </Field>
);

const RedactInput = ({ text, onChange, error }: InputProps) => (
  <Field
    label="Leave out"
    optional
    hint="What this receiver does not need to know, one field in each line, as it is named in the message: customer.phone, notes. It is not sent, and not shown in this webhook's deliveries."
    error={error}
  >
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

const OrderedInput = ({ text, onChange, error }: InputProps) => (
  <div className="flex flex-col gap-1.5">
    <Checkbox
      name="ordered"
      checked={text === YES}
      onChange={(isOrdered) => onChange(isOrdered ? YES : "")}
      label="One after another per appointment"
      hint="The endpoint gets the events of one appointment (payment, customer …) in the order in which they happened. An event waits until the one before it is delivered, has failed for good, or is canceled. Other appointments do not wait. Applies to events from now on."
    />
    <FieldError message={error} />
  </div>
);

/** Text of a checked box in the form. */
const YES = "yes";

const ApiVersionInput = ({ text, onChange, error }: InputProps) => (
  <Field
    label="API version"
    hint="The format of the events we send. Choose an older one only if the endpoint was built for it."
    error={error}
  >
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
            {place === 0 ? `${version} (newest)` : version}
          </option>
        ))}
      </NativeSelect>
    )}
  </Field>
);

const numberOf = (text: string): number | null => (text.trim() === "" ? null : Number(text));

/** Invalid numbers become NaN, which JSON would send as null: "no limit". */
const rateLimitProblem = (text: string): string | undefined => {
  const limit = numberOf(text);
  const isFine = limit === null || (Number.isInteger(limit) && limit >= 1 && limit <= RATE_LIMIT_MAX);
  return isFine
    ? undefined
    : `Enter a whole number from 1 to ${RATE_LIMIT_MAX.toLocaleString("en")}, or leave it empty.`;
};

export const webhookFieldForms: { [Column in WebhookField]: FieldForm<WebhookFieldValues[Column]> } = {
  description: {
    isAdvanced: false,
    textOf: (description) => description,
    valueOf: (text) => text.trim(),
    Input: NameInput,
    // Name is already the page's title.
    settingOf: () => null,
  },
  rateLimitPerSecond: {
    isAdvanced: true,
    textOf: (limit) => limit?.toString() ?? "",
    valueOf: numberOf,
    problemOf: rateLimitProblem,
    Input: RateLimitInput,
    settingOf: (limit) => ({
      label: "Speed limit",
      value: limit === null ? "None" : `${countOf(limit, "message")} a second`,
    }),
  },
  ordered: {
    isAdvanced: true,
    textOf: (isOrdered) => (isOrdered ? YES : ""),
    valueOf: (text) => text === YES,
    Input: OrderedInput,
    settingOf: (isOrdered) => ({
      label: "Order",
      value: isOrdered ? "One after another per appointment" : "As fast as possible",
    }),
  },
  apiVersion: {
    isAdvanced: true,
    textOf: (version) => version,
    valueOf: (text) => text,
    Input: ApiVersionInput,
    settingOf: (version) => ({ label: "API version", value: version }),
  },
  redact: {
    isAdvanced: true,
    textOf: (paths) => paths.join("\n"),
    // Commas and blanks separate paths too, not only line breaks.
    valueOf: (text) => text.split(/[\s,;]+/).filter((path) => path !== ""),
    Input: RedactInput,
    settingOf: (paths) =>
      paths.length === 0
        ? null
        : {
            label: "Leaves out",
            value: <span className="font-mono text-[0.8125rem] break-all">{paths.join(", ")}</span>,
          },
  },
};

export const settingsOfFields = (values: WebhookFieldValues): Setting[] => {
  const settings = mapWebhookFields<Record<WebhookField, Setting | null>>((field) =>
    webhookFieldForms[field].settingOf(values[field]),
  );
  return Object.values(settings).filter((setting) => setting !== null);
};
