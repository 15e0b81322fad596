import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

/** How many messages a second a receiver gets at most. */
export const RateLimitField = ({
  value,
  onChange,
  error,
}: {
  value: string;
  onChange: (text: string) => void;
  error: string | undefined;
}) => (
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
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
        <span className="text-soft">messages a second</span>
      </div>
    )}
  </Field>
);
