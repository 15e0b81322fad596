import { CodeBlock } from "#components/ui/code-block.tsx";
import { inertText } from "#components/ui/inert-text.ts";
import { Tabs } from "#components/ui/tabs.tsx";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import { curlCommand } from "#features/deliveries/curl-command.ts";
import { headerLines, prettyJson } from "#features/deliveries/pretty-json.ts";

type Props = {
  attempt: AttemptView;
  /** What the attempt sent; null = it is no longer kept. */
  body: string | null;
  /** The page shows the body elsewhere: of many attempts, each would show the same text. */
  isBodyElsewhere?: boolean;
};

/** Every byte of one attempt: the request, the response, and a command that sends the request again. */
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
    {body !== null && !isBodyElsewhere && (
      <CodeBlock caption="Body, exactly as it was signed and sent" what="body" text={body} json wrap />
    )}
  </div>
);

/** What came back, made inert: the receiver may have made up any of it. */
export const ResponsePart = ({ response }: { response: NonNullable<AttemptView["response"]> }) => {
  const { text, json } = prettyJson(response.body ?? "");
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <CodeBlock
        caption="Headers"
        what="headers"
        text={inertText(`Status ${response.status}\n${headerLines(response.headers)}`)}
        wrap
      />
      {response.body === null && <p className="text-[0.8125rem] text-faint">The body is no longer kept.</p>}
      {text !== "" && <CodeBlock caption="Body" what="body" text={inertText(text)} json={json} wrap />}
      {response.bodyTruncated && (
        <p className="text-[0.8125rem] text-faint">The answer was longer; only its beginning is kept.</p>
      )}
    </div>
  );
};
