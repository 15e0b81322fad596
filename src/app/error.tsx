"use client";

import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Logo } from "#features/shell/logo.tsx";

const AppError = ({ retry }: { error: unknown; retry: () => void }) => {
  const t = useTranslations("shell.error");
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-6 px-6">
      <Logo />
      <div role="alert" className="flex flex-col gap-1.5">
        <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
        <p className="text-soft">{t("about")}</p>
      </div>
      <Button variant="primary" onClick={retry}>
        {t("retry")}
      </Button>
    </main>
  );
};

export default AppError;
