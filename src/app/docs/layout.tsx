import Link from "next/link";
import type { ReactNode } from "react";
import DashboardLayout from "#app/(dashboard)/layout.tsx";
import { pageFacts } from "#app/page-facts.ts";
import { currentSession } from "#app/require-session.ts";
import { serverTexts } from "#app/server-texts.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { Logo } from "#features/shell/logo.tsx";
import { PageFacts } from "#features/texts/page-facts.tsx";

/** Documents stand inside of the dashboard for people who are signed in, and are public: developers often have no account. */
const DocsLayout = async ({ children }: { children: ReactNode }) => {
  if (await currentSession()) return <DashboardLayout>{children}</DashboardLayout>;
  const t = await serverTexts("documents");
  return (
    <PageFacts {...(await pageFacts(["ui", "shell"]))}>
      <a
        href="#main"
        className="sr-only z-50 rounded-lg bg-surface px-4 py-2 font-medium shadow-popup focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        {t("skip")}
      </a>
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex h-14 max-w-5xl items-center justify-between gap-3 px-4 sm:px-8">
          <Link href="/docs" className="min-w-0 rounded-lg">
            <Logo />
          </Link>
          <ButtonLink href="/sign-in" size="small">
            {t("signIn")}
          </ButtonLink>
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-5xl min-w-0 px-4 pt-6 pb-16 outline-none sm:px-8 lg:pt-10"
      >
        {children}
      </main>
    </PageFacts>
  );
};

export default DocsLayout;
