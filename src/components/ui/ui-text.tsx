"use client";

import { useTranslations } from "use-intl";

/** Text of the primitives, for those that server components render too. */
export const UiText = ({ name }: { name: "loading" | "optional" | "error.title" | "error.retry" }) => (
  <span>{useTranslations("ui")(name)}</span>
);
