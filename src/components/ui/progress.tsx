import { Progress as Base } from "@base-ui/react/progress";

/** Shows progress; `text` says it in words. */
export const Progress = ({ label, value, max, text }: { label: string; value: number; max: number; text: string }) => (
  <Base.Root value={value} max={max} aria-label={label} aria-valuetext={text}>
    <Base.Track className="h-2 w-full overflow-hidden rounded-full bg-line-strong/60">
      <Base.Indicator className="h-full rounded-full bg-accent transition-[width] duration-500 ease-out" />
    </Base.Track>
  </Base.Root>
);
