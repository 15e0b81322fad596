"use client";

type Props<Value extends string> = {
  label: string;
  items: readonly { value: Value; label: string }[];
  value: Value;
  onChange: (value: Value) => void;
};

/** Looks as `Segmented` does, made of buttons: it adds nothing to the weight of a page's first load. */
export const ChoiceRow = <Value extends string>({ label, items, value, onChange }: Props<Value>) => (
  <fieldset className="inline-flex w-fit gap-0.5 rounded-lg border border-line bg-sunken p-0.5">
    <legend className="sr-only">{label}</legend>
    {items.map(({ value: own, label: text }) => (
      <button
        key={own}
        type="button"
        aria-pressed={own === value}
        onClick={() => onChange(own)}
        className="inline-flex h-8 items-center rounded-md px-3 text-[0.8125rem] font-medium whitespace-nowrap text-soft hover:text-ink aria-pressed:bg-chosen aria-pressed:text-ink aria-pressed:shadow-card"
      >
        {text}
      </button>
    ))}
  </fieldset>
);
