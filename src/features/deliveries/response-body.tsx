import { Badge } from "#components/ui/badge.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";

type Response = NonNullable<AttemptView["response"]>;

export const ResponseBody = ({ response }: { response: Response }) => {
  const isSuccess = response.status >= 200 && response.status < 300;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex items-center gap-2">
        <span className="text-[0.8125rem] font-medium text-soft">Answer</span>
        <Badge tone={isSuccess ? "ok" : "bad"}>{`Status ${response.status}`}</Badge>
      </div>
      {response.body === null ? (
        <p className="text-[0.8125rem] text-faint">What the receiver said is no longer kept.</p>
      ) : response.body === "" ? (
        <p className="text-[0.8125rem] text-faint">The receiver sent no text along. That is fine.</p>
      ) : (
        <CodeBlock text={response.body} json isForeign wrap what="answer" />
      )}
      {response.bodyTruncated && (
        <p className="text-[0.8125rem] text-faint">The answer was longer; only its beginning is kept.</p>
      )}
    </div>
  );
};
