"use client";

import { LoaderCircle } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { FieldError } from "#components/ui/field.tsx";

const NO_TOKEN = "This link is not complete. Open the webhooks page from your booking system again.";
const IN_QUERY =
  "This link carries its pass in a place where others can read it, so it is not accepted. Please tell whoever runs your booking system: it belongs behind the #.";
const OUR_FAULT = "This does not work right now. Open the webhooks page from your booking system again in a moment.";

/** Reads the token from the URL fragment, removes it there, and sends it to the server. */
export const HandOff = ({ hasQuery }: { hasQuery: boolean }) => {
  const [problem, setProblem] = useState<string>();
  const begun = useRef(false);

  // Browsers do not send the fragment to the server, so an effect reads it.
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const token = new URLSearchParams(window.location.hash.slice(1)).get("token");
    window.history.replaceState(null, "", window.location.pathname);
    if (hasQuery) return setProblem(IN_QUERY);
    if (!token) return setProblem(NO_TOKEN);
    openSession(token).then((refusal) => refusal && setProblem(refusal));
  }, [hasQuery]);

  return problem ? (
    <div className="flex flex-col gap-3">
      <h1 className="text-2xl font-semibold tracking-tight">The dashboard could not be opened</h1>
      <FieldError message={problem} />
    </div>
  ) : (
    <p role="status" className="flex items-center gap-3 text-soft">
      <LoaderCircle aria-hidden className="size-5 animate-spin" />
      <span>Opening your webhooks…</span>
    </p>
  );
};

/** Opens the dashboard, or returns the problem. */
const openSession = async (token: string): Promise<string | null> => {
  try {
    const answer = await fetch("/portal/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });
    const { next, message } = await answer.json();
    if (!answer.ok) return message ?? OUR_FAULT;
    // Replaces this page, so that "back" does not show a used link.
    window.location.replace(next);
    return null;
  } catch {
    return OUR_FAULT;
  }
};
