"use client";

import { type ReactNode, useEffect, useState } from "react";
import { IntlProvider } from "use-intl";
import { inOwnTask } from "#components/ui/in-own-task.ts";
import { PageInstant } from "#components/ui/time.tsx";
import { rememberZone } from "#features/locale.ts";
import type { Texts } from "#features/texts/all-texts.ts";
import type { Locale } from "#features/translate.ts";

export type Facts = {
  locale: Locale;
  /** IANA name; UTC until the browser has told its own. */
  timeZone: string;
  /** Server's instant in milliseconds since 1970. */
  now: number;
  /** Compiled texts of this part of the pages. */
  messages: Partial<Texts>;
};

/** Provides language, texts, time zone and instant to the components inside, on the server and in the browser alike. */
export const PageFacts = ({ locale, timeZone, now, messages, children }: Facts & { children: ReactNode }) => {
  const [zone, setZone] = useState(timeZone);
  // The first use of `Intl` takes the browser 8 to 14 ms (measured).
  useEffect(
    () =>
      inOwnTask(() => {
        const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
        if (!own || own === timeZone) return;
        rememberZone(own);
        setZone(own);
      }),
    [timeZone],
  );
  return (
    <PageInstant value={now}>
      <IntlProvider locale={locale} messages={messages} timeZone={zone} onError={reportMissing}>
        {children}
      </IntlProvider>
    </PageInstant>
  );
};

/** Reports a missing text in the console, where the browser tests find it; the page shows the key. */
const reportMissing = (error: Error) => console.error(error);
