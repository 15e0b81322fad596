import { useState } from "react";
import { useTranslations } from "use-intl";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import { curlCommand, signingCurlCommand } from "#features/deliveries/curl-command.ts";

const EXPORT_SECRET = "export WEBHOOK_SECRET='whsec_…'";

/** Value of a custom header, as logs hold it. */
const MASKED = /^•+$/;

type Props = { request: AttemptView["request"]; body: string | null };

/** Commands that repeat a request: as it was sent, and signed anew. No secret is in them. */
export const CurlCommands = ({ request, body }: Props) => {
  const t = useTranslations("deliveries");
  const signed = signingCurlCommand(request, body);
  const [kind, setKind] = useState<"signed" | "exact">("signed");
  const isSigned = kind === "signed" && signed !== null;
  const isMasked = Object.values(request.headers).some((value) => MASKED.test(value));
  return (
    <div className="flex min-w-0 flex-col gap-2.5">
      {signed !== null && (
        <Segmented
          label={t("curl.choice")}
          items={[
            { value: "signed", label: t("curl.signed") },
            { value: "exact", label: t("curl.exact") },
          ]}
          value={kind}
          onChange={setKind}
        />
      )}
      <p className="text-[0.8125rem] text-soft">
        <span>{isSigned ? t("curl.signedAbout") : t("curl.exactAbout")}</span>
        {isSigned && (
          <code translate="no" className="ml-1.5 font-mono text-xs">
            {EXPORT_SECRET}
          </code>
        )}
      </p>
      {isMasked && <p className="text-[0.8125rem] text-soft">{t("curl.masked")}</p>}
      <CodeBlock
        key={kind}
        caption="curl"
        what={t("exchange.what.curl")}
        text={isSigned ? signed : curlCommand(request, body)}
        wrap
      />
    </div>
  );
};
