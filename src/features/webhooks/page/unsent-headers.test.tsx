import { renderToStaticMarkup } from "react-dom/server";
import { IntlProvider } from "use-intl";
import { expect, it } from "vitest";
import { HEADER_VALUE_MASK } from "#domain/subscriptions/webhook.schema.ts";
import { UnsentHeaders } from "#features/webhooks/page/unsent-headers.tsx";
import { webhooksEn } from "#features/webhooks/webhooks-en.ts";

const noticeFor = (...names: string[]) => {
  const headers = Object.fromEntries(names.map((name) => [name, HEADER_VALUE_MASK]));
  return renderToStaticMarkup(
    <IntlProvider locale="en" timeZone="UTC" messages={{ webhooks: webhooksEn }}>
      <UnsentHeaders webhook={{ headers }} headerPrefix="Acme" />
    </IntlProvider>,
  ).replace(/<[^>]*>/g, "");
};

it("the notice names exactly the stored headers that are not sent", () => {
  const text = noticeFor("X-Client-IP", "X-Token", "X-Acme-Event");
  expect(text).toContain("2 custom headers are not sent");
  expect(text).toContain("X-Client-IP, X-Acme-Event");
  expect(text).not.toContain("X-Token");
});

it("the notice is absent while all headers are sent", () => expect(noticeFor("X-Token", "Authorization")).toBe(""));
