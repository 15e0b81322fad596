"use client";

import { LoaderCircle } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { FieldError } from "#components/ui/field.tsx";

/** Reads the token from the URL fragment, removes it there, and sends it to the server. */
export const HandOff = ({ hasQuery }: { hasQuery: boolean }) => {
  const t = useTranslations("auth.handOff");
  const [problem, setProblem] = useState<string>();
  const begun = useRef(false);

  // Browsers do not send the fragment to the server, so an effect reads it.
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const token = new URLSearchParams(window.location.hash.slice(1)).get("token");
    window.history.replaceState(null, "", window.location.pathname);
    if (hasQuery) return setProblem(t("inQuery"));
    if (!token) return setProblem(t("noToken"));
    openSession(token, t("ourFault")).then((refusal) => refusal && setProblem(refusal));
  }, [hasQuery, t]);

  return problem ? (
    <div className="flex flex-col gap-3">
      <h1 className="text-2xl font-semibold tracking-tight">{t("failed")}</h1>
      <FieldError message={problem} />
    </div>
  ) : (
    <p role="status" className="flex items-center gap-3 text-soft">
      <LoaderCircle aria-hidden className="size-5 animate-spin" />
      <span>{t("opening")}</span>
    </p>
  );
};

/** Opens the dashboard, or returns the problem. */
const openSession = async (token: string, ourFault: string): Promise<string | null> => {
  try {
    const answer = await fetch("/portal/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });
    const { next, message } = await answer.json();
    if (!answer.ok) return message ?? ourFault;
    // Replaces this page, so that "back" does not show a used link.
    window.location.replace(next);
    return null;
  } catch {
    return ourFault;
  }
};
