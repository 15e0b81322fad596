import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";

/** What of an event a receiver should not get. */
export const RedactField = ({
  value,
  onChange,
  error,
}: {
  value: string;
  onChange: (text: string) => void;
  error: string | undefined;
}) => (
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
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
);
