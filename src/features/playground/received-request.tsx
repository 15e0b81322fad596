import { ShieldAlert, ShieldCheck } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { inertText } from "#components/ui/inert-text.ts";
import { Time } from "#components/ui/time.tsx";
import { headerLines } from "#features/deliveries/header-lines.ts";
import { eventLabel } from "#features/labels/event-label.ts";
import { ANSWER_CHOICES, type InspectorView } from "#features/playground/inspector-view.ts";

type Received = InspectorView["received"][number];

export const ReceivedRequest = ({ request, open }: { request: Received; open: boolean }) => {
  const event = Object.entries(request.headers).find(([name]) => /^x-[a-z0-9]+-event$/.test(name))?.[1];
  const answer = ANSWER_CHOICES.find((choice) => choice.answer === request.answer);
  return (
    <li className="animate-appear px-5 py-3.5">
      <Disclosure
        open={open}
        summary={
          <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <span className="text-ink">{inertText(event ? eventLabel(event) : request.method)}</span>
            <SignatureBadge verdict={request.verdict} />
            <span className="text-[0.8125rem] font-normal text-faint">
              <span>{`answered ${answer?.hint.split(",")[0] ?? request.answer}, `}</span>
              <Time at={request.at} />
            </span>
          </span>
        }
      >
        <div className="flex min-w-0 flex-col gap-3">
          <CodeBlock caption="Body" what="body" text={request.body} json isForeign wrap />
          {request.bodyTruncated && <p className="text-[0.8125rem] text-faint">Only its beginning is shown.</p>}
          <CodeBlock caption="Headers" what="headers" text={headerLines(request.headers)} isForeign wrap />
        </div>
      </Disclosure>
    </li>
  );
};

const SignatureBadge = ({ verdict }: { verdict: Received["verdict"] }) =>
  verdict.ok ? (
    <Badge tone="ok" icon={ShieldCheck} title="It was signed with the secret of the webhook that has this address">
      Signature verified
    </Badge>
  ) : (
    <Badge tone="bad" icon={ShieldAlert} title={verdict.reason}>
      {`Not verified: ${verdict.reason}`}
    </Badge>
  );
