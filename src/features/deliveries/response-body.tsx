import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";

type Response = NonNullable<AttemptView["response"]>;

/** Shows status and body of a response. */
export const ResponseBody = ({ response }: { response: Response }) => {
  const t = useTranslations("deliveries");
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex items-center gap-2">
        <span className="text-[0.8125rem] font-medium text-soft">{t("exchange.response")}</span>
        <StatusCode status={response.status} />
      </div>
      <BodyOf response={response} />
    </div>
  );
};

export const StatusCode = ({ status }: { status: number }) => {
  const t = useTranslations("deliveries.attempts");
  return <Badge tone={isSuccess(status) ? "ok" : "bad"}>{t("status", { status })}</Badge>;
};

/** Shows the body with control characters written out: the endpoint controls all of it. */
export const BodyOf = ({ response: { status, body, bodyTruncated } }: { response: Response }) => {
  const t = useTranslations("deliveries.exchange");
  return (
    <>
      {body === null ? (
        <p className="text-[0.8125rem] text-faint">{t("responseGone")}</p>
      ) : body === "" ? (
        <p className="text-[0.8125rem] text-faint">{t(isSuccess(status) ? "emptyBody" : "emptyBodyFailed")}</p>
      ) : (
        <CodeBlock caption={t("body")} what={t("what.responseBody")} text={body} json isForeign />
      )}
      {bodyTruncated && <p className="text-[0.8125rem] text-faint">{t("truncated")}</p>}
    </>
  );
};

const isSuccess = (status: number): boolean => status >= 200 && status < 300;
