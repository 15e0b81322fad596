import type { ComponentProps } from "react";
import { useTranslations } from "use-intl";
import { Input } from "#components/ui/input.tsx";

/** Six-digit input; phones suggest codes from the authenticator app. */
export const CodeInput = (props: ComponentProps<typeof Input>) => (
  <Input
    {...props}
    name="code"
    mono
    required
    inputMode="numeric"
    autoComplete="one-time-code"
    pattern="\s*(\d\s*){6}"
    title={useTranslations("auth.code")("format")}
  />
);
