import type { Metadata } from "next";
import { pageFacts } from "#app/page-facts.ts";
import { serverTexts } from "#app/server-texts.ts";
import { AcceptInvite } from "#features/settings/members/accept-invite.tsx";
import { Logo } from "#features/shell/logo.tsx";
import { PageFacts } from "#features/texts/page-facts.tsx";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("settings.accept"))("page"),
});

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Target of invitation links. The browser reads the token from the URL fragment and sends it in a POST. */
const InvitePage = async ({ searchParams }: Props) => (
  <PageFacts {...(await pageFacts(["ui", "shell", "settings", "errors"]))}>
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center gap-8 px-5 py-12">
      <Logo />
      <AcceptInvite hasQuery={Object.keys(await searchParams).length > 0} />
    </main>
  </PageFacts>
);

export default InvitePage;
