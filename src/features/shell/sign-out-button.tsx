"use client";

import { LogOut } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { useNotify } from "#components/ui/toast.tsx";

export const SignOutButton = ({ iconOnly = false }: { iconOnly?: boolean }) => {
  const notify = useNotify();
  const [pending, setPending] = useState(false);
  const signOut = async () => {
    setPending(true);
    const answer = await fetch("/api/auth/sign-out", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    }).catch(() => null);
    // A full load, so that nothing of this person stays in memory.
    if (answer?.ok) return window.location.assign("/sign-in");
    setPending(false);
    notify({ title: "You could not be signed out", description: "Check your connection and try again.", bad: true });
  };
  return (
    <Button variant="ghost" size="small" icon={LogOut} pending={pending} onClick={signOut}>
      <span className={iconOnly ? "sr-only" : undefined}>Sign out</span>
    </Button>
  );
};
