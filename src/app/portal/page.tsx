import type { Metadata } from "next";
import { serverTexts } from "#app/server-texts.ts";
import { HandOff } from "#features/auth/hand-off.tsx";
import { Logo } from "#features/shell/logo.tsx";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await serverTexts("auth.handOff"))("page") });

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Target of the booking platform's links. The browser reads the token from the URL fragment and sends it in a POST. */
const PortalPage = async ({ searchParams }: Props) => (
  <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center gap-8 px-5 py-12">
    <Logo />
    <HandOff hasQuery={Object.keys(await searchParams).length > 0} />
  </main>
);

export default PortalPage;
