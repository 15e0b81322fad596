import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { ALL_TEXTS, type Texts } from "#features/texts/all-texts.ts";
import { PageFacts } from "#features/texts/page-facts.tsx";
import type { Locale } from "#features/translate.ts";

/** Renders a component as the server does, with texts, zone UTC, and `now` as the page's instant. */
export const renderPage = (
  children: ReactNode,
  { locale = "en", now = Date.now() }: { locale?: Locale; now?: number } = {},
): string =>
  renderToStaticMarkup(
    <PageFacts locale={locale} timeZone="UTC" now={now} messages={ALL_TEXTS[locale] as Texts}>
      {children}
    </PageFacts>,
  );
