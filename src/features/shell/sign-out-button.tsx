"use client";

import { LogIn, LogOut } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { leavePage } from "#components/ui/hold-leaving.ts";
import { useNotify } from "#components/ui/notify.ts";

type Props = {
  iconOnly?: boolean;
  /** Path to open after the next sign-in. */
  next?: string;
};

export const SignOutButton = ({ iconOnly = false, next }: Props) => {
  const t = useTranslations("shell.signOut");
  const notify = useNotify();
  const [pending, setPending] = useState(false);
  const signOut = async () => {
    setPending(true);
    // Carries no mark of the person: a sign-out ends the browser's session in any case.
    const answer = await fetch("/api/auth/sign-out", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    }).catch(() => null);
    // Full page load: clears this person's data from memory.
    if (answer?.ok) return window.location.assign(next ? `/sign-in?next=${encodeURIComponent(next)}` : "/sign-in");
    setPending(false);
    notify({ title: t("failed"), description: t("failedAbout"), bad: true });
  };
  return (
    <Button
      variant={next ? "primary" : "ghost"}
      size={next ? "medium" : "small"}
      icon={next ? LogIn : LogOut}
      pending={pending}
      onClick={() => leavePage(signOut)}
    >
      <span className={iconOnly ? "sr-only" : undefined}>{t(next ? "again" : "label")}</span>
    </Button>
  );
};
