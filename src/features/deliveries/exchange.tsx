import { useTranslations } from "use-intl";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";
import { CurlCommands } from "#features/deliveries/curl-commands.tsx";
import { headerLines } from "#features/deliveries/header-lines.ts";
import { BodyOf, StatusCode } from "#features/deliveries/response-body.tsx";

type Props = {
  attempt: Pick<AttemptView, "request" | "response">;
  /** Null: erased, past retention or unreadable. */
  body: string | null;
  /** True when the page shows the body elsewhere, because all attempts share it. */
  isBodyElsewhere?: boolean;
};

/** Shows request and response side by side, one below the other where there is no room, and commands that repeat the request. */
export const Exchange = ({ attempt: { request, response }, body, isBodyElsewhere = false }: Props) => {
  const t = useTranslations("deliveries");
  return (
    <div className="@container flex min-w-0 flex-col gap-4">
      <div className="grid min-w-0 items-start gap-x-4 gap-y-5 @2xl:grid-cols-2">
        <RequestPart request={request} body={body} isBodyElsewhere={isBodyElsewhere} />
        <ResponsePart response={response} />
      </div>
      <Disclosure summary={t("curl.title")}>
        <CurlCommands request={request} body={body} />
      </Disclosure>
    </div>
  );
};

const TITLE = "flex h-6 items-center gap-2 text-[0.8125rem] font-semibold text-ink";

const RequestPart = ({ request, body, isBodyElsewhere }: Pick<AttemptView, "request"> & Omit<Props, "attempt">) => {
  const t = useTranslations("deliveries.exchange");
  return (
    <div className="flex min-w-0 flex-col gap-2.5">
      <h3 className={TITLE}>{t("request")}</h3>
      <CodeBlock
        caption={t("headers")}
        what={t("what.requestHeaders")}
        text={`POST ${request.url}\n${headerLines(request.headers)}`}
        wrap
      />
      {body === null ? (
        <p className="text-[0.8125rem] text-faint">{t("bodyGone")}</p>
      ) : isBodyElsewhere ? (
        <p className="text-[0.8125rem] text-faint">{t("sameBody")}</p>
      ) : (
        <CodeBlock caption={t("body")} what={t("what.requestBody")} text={body} json />
      )}
    </div>
  );
};

export const ResponsePart = ({ response }: Pick<AttemptView, "response">) => {
  const t = useTranslations("deliveries.exchange");
  return (
    <div className="flex min-w-0 flex-col gap-2.5">
      <div className={TITLE}>
        <h3>{t("response")}</h3>
        {response && <StatusCode status={response.status} />}
      </div>
      {response === null ? (
        <p className="rounded-xl border border-dashed border-line-strong px-3.5 py-3 text-[0.8125rem] text-soft">
          {t("noResponse")}
        </p>
      ) : (
        <>
          <CodeBlock
            caption={t("headers")}
            what={t("what.responseHeaders")}
            text={`Status ${response.status}\n${headerLines(response.headers)}`}
            isForeign
            wrap
          />
          <BodyOf response={response} />
        </>
      )}
    </div>
  );
};
