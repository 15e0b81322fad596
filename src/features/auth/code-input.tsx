import type { ComponentProps } from "react";
import { Input } from "#components/ui/input.tsx";

/** Input for the six digits of an authenticator app; phones offer them by themselves. */
export const CodeInput = (props: ComponentProps<typeof Input>) => (
  <Input
    {...props}
    name="code"
    mono
    required
    inputMode="numeric"
    autoComplete="one-time-code"
    pattern="\s*(\d\s*){6}"
    title="Six digits"
  />
);
