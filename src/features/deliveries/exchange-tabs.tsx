import { CodeBlock } from "#components/ui/code-block.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import { curlCommand } from "#features/deliveries/curl-command.ts";
import { headerLines } from "#features/deliveries/header-lines.ts";

type Props = {
  attempt: AttemptView;
  /** Null: no longer stored. */
  body: string | null;
  /** True when the page shows the body elsewhere, because all attempts share it. */
  isBodyElsewhere?: boolean;
};

/** Shows request, response, and a command that repeats the request. */
export const ExchangeTabs = ({ attempt: { request, response }, body, isBodyElsewhere = false }: Props) => (
  <Tabs
    label="Request and answer"
    tabs={[
      {
        value: "request",
        label: "Request",
        content: <RequestPart request={request} body={body} isBodyElsewhere={isBodyElsewhere} />,
      },
      ...(response ? [{ value: "response", label: "Answer", content: <ResponsePart response={response} /> }] : []),
      {
        value: "curl",
        label: "As curl command",
        content: <CodeBlock text={curlCommand(request, body)} what="curl command" wrap />,
      },
    ]}
  />
);

const RequestPart = ({ request, body, isBodyElsewhere }: Pick<AttemptView, "request"> & Omit<Props, "attempt">) => (
  <div className="flex min-w-0 flex-col gap-3">
    <CodeBlock caption="Headers" what="headers" text={`POST ${request.url}\n${headerLines(request.headers)}`} wrap />
    {body === null && <p className="text-[0.8125rem] text-faint">The body is no longer kept.</p>}
    {body !== null && isBodyElsewhere && (
      <p className="text-[0.8125rem] text-faint">Each attempt sends the same body. Find it under Message.</p>
    )}
    {body !== null && !isBodyElsewhere && <CodeBlock caption="Body" what="body" text={body} json wrap />}
  </div>
);

/** Shows the response with control characters written out: the receiver controls all of it. */
export const ResponsePart = ({ response }: { response: NonNullable<AttemptView["response"]> }) => (
  <div className="flex min-w-0 flex-col gap-3">
    <CodeBlock
      caption="Headers"
      what="headers"
      text={`Status ${response.status}\n${headerLines(response.headers)}`}
      isForeign
      wrap
    />
    {response.body === null && <p className="text-[0.8125rem] text-faint">The body is no longer kept.</p>}
    {response.body && <CodeBlock caption="Body" what="body" text={response.body} json isForeign wrap />}
    {response.bodyTruncated && (
      <p className="text-[0.8125rem] text-faint">The answer was longer; only its beginning is kept.</p>
    )}
  </div>
);
