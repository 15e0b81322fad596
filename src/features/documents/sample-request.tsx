import { CodeBlock } from "#components/ui/code-block.tsx";
import type { Translate } from "#features/translate.ts";

export type SampleRequest = {
  /** Name of the webhook; null for a stranger's example. */
  name: string | null;
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** False for an example that was never sent. */
  isReal: boolean;
};

/** Writes a request as it stands on the wire. */
export const requestText = ({ url, headers, body }: SampleRequest): string => {
  const parsed = URL.parse(url);
  const path = parsed ? `${parsed.pathname}${parsed.search}` : "/";
  const lines = Object.entries({ Host: parsed?.host ?? "", ...headers }).map(([name, value]) => `${name}: ${value}`);
  return [`POST ${path} HTTP/1.1`, ...lines, "", body].join("\n");
};

type Props = { sample: SampleRequest; isSignedIn: boolean; t: Translate<"documents.sample"> };

export const SampleRequestCard = ({ sample, isSignedIn, t }: Props) => (
  <section className="flex min-w-0 flex-col gap-3 pb-6">
    {sample.name !== null && (
      <h2 className="text-lg font-semibold tracking-tight wrap-anywhere">{t("title", { name: sample.name })}</h2>
    )}
    <p className="text-soft">{t(aboutOf(sample, isSignedIn))}</p>
    <CodeBlock text={requestText(sample)} what={t("what")} caption="HTTP" wrap isForeign />
  </section>
);

const aboutOf = ({ name, isReal }: SampleRequest, isSignedIn: boolean) => {
  if (name === null) return isSignedIn ? "choose" : "stranger";
  return isReal ? "real" : "made";
};
