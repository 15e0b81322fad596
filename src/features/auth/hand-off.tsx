"use client";

import { LoaderCircle } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { FieldError } from "#components/ui/field.tsx";
import { refusalCode, wordRefusal } from "#features/auth/word-refusal.ts";
import type { Translate } from "#features/translate.ts";

/** `why` is for the platform's developer, in English. */
type Problem = { text: string; why?: string };

/** Reads the token from the URL fragment, removes it there, and sends it to the server. */
export const HandOff = ({ hasQuery }: { hasQuery: boolean }) => {
  const t = useTranslations("auth.handOff");
  const refusals = useTranslations("auth.refusals");
  const [problem, setProblem] = useState<Problem>();
  const begun = useRef(false);

  // Browsers do not send the fragment to the server, so an effect reads it.
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const token = new URLSearchParams(window.location.hash.slice(1)).get("token");
    window.history.replaceState(null, "", window.location.pathname);
    if (hasQuery) return setProblem({ text: t("inQuery") });
    if (!token) return setProblem({ text: t("noToken") });
    openSession(token, { ourFault: t("ourFault"), refusals }).then((refusal) => refusal && setProblem(refusal));
  }, [hasQuery, t, refusals]);

  return problem ? (
    <div className="flex flex-col gap-3">
      <h1 className="text-2xl font-semibold tracking-tight">{t("failed")}</h1>
      <FieldError message={problem.text} />
      {problem.why && (
        <p role="alert" lang="en" className="text-[0.8125rem] text-soft">
          {problem.why}
        </p>
      )}
    </div>
  ) : (
    <p role="status" className="flex items-center gap-3 text-soft">
      <LoaderCircle aria-hidden className="size-5 animate-spin" />
      <span>{t("opening")}</span>
    </p>
  );
};

/** Opens the dashboard, or returns the problem. */
const openSession = async (
  token: string,
  { ourFault, refusals }: { ourFault: string; refusals: Translate<"auth.refusals"> },
): Promise<Problem | null> => {
  try {
    const answer = await fetch("/portal/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });
    const received = await answer.json();
    if (!answer.ok) {
      const text = wordRefusal(received, refusals) ?? ourFault;
      return refusalCode(received) === "link_refused" ? { text, why: String(received.message) } : { text };
    }
    // Replaces this page, so that "back" does not show a used link.
    window.location.replace(received.next);
    return null;
  } catch {
    return { text: ourFault };
  }
};
