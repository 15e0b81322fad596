"use client";

import { useTranslations } from "use-intl";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { SNIPPETS } from "#features/webhooks/secret/snippets.ts";

/** Code for the developer of the endpoint, by language. */
export const VerifySnippets = () => {
  const t = useTranslations("webhooks.secret.check");
  return (
    <Tabs
      label={t("language")}
      tabs={SNIPPETS.map(({ id, label, file, code }) => ({
        value: id,
        label,
        content: <CodeBlock text={code} what={t("what")} caption={file} />,
      }))}
    />
  );
};
