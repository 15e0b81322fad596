import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { dotted } from "#components/ui/dotted.ts";
import { inertText } from "#components/ui/inert-text.ts";
import { Time } from "#components/ui/time.tsx";
import { headerLines } from "#features/deliveries/header-lines.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { type InspectorView, isAnswer } from "#features/playground/inspector-view.ts";

type Received = InspectorView["received"][number];

export const ReceivedRequest = ({ request, open }: { request: Received; open: boolean }) => {
  const t = useTranslations("playground.inspector");
  const { label } = useEventWords();
  const event = Object.entries(request.headers).find(([name]) => /^x-[a-z0-9]+-event$/.test(name))?.[1];
  const answer = isAnswer(request.answer) ? t(`answers.${request.answer}.label`) : request.answer;
  return (
    <li className="animate-appear px-4 py-3.5 sm:px-5">
      <Disclosure
        open={open}
        summary={
          <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <span className="text-ink">{inertText(event ? label(event) : request.method)}</span>
            <SignatureBadge verdict={request.verdict} />
            <span className="text-[0.8125rem] font-normal text-faint">
              <span>{dotted([t("responded", { answer }), ""])}</span>
              <Time at={request.at} />
            </span>
          </span>
        }
      >
        <div className="flex min-w-0 flex-col gap-3">
          <CodeBlock caption={t("body")} what={t("what.body")} text={request.body} json isForeign />
          {request.bodyTruncated && <p className="text-[0.8125rem] text-faint">{t("cut")}</p>}
          <CodeBlock
            caption={t("headers")}
            what={t("what.headers")}
            text={headerLines(request.headers)}
            isForeign
            wrap
          />
        </div>
      </Disclosure>
    </li>
  );
};

const SignatureBadge = ({ verdict }: { verdict: Received["verdict"] }) => {
  const t = useTranslations("playground.inspector");
  return verdict.ok ? (
    <Badge tone="ok" icon={ShieldCheck} title={t("verifiedTitle")}>
      {t("verified")}
    </Badge>
  ) : (
    <>
      <Badge tone="bad" icon={ShieldAlert}>
        {t("notVerified")}
      </Badge>
      <span className="inline-block text-[0.8125rem] font-normal text-bad first-letter:uppercase">
        {verdict.reason}
      </span>
    </>
  );
};
