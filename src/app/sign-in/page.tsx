import { Sparkles } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { ownPathOf } from "#app/own-path.ts";
import { currentSession } from "#app/require-session.ts";
import { serverTexts } from "#app/server-texts.ts";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { env } from "#env.ts";
import { OtherAddress } from "#features/auth/other-address.tsx";
import { SignInForm } from "#features/auth/sign-in-form.tsx";
import { Logo } from "#features/shell/logo.tsx";
import { originsOf } from "#server/auth/auth.ts";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await serverTexts("auth.signIn"))("page") });

type Props = { searchParams: Promise<{ next?: string | string[]; problem?: string }> };

const SignInPage = async ({ searchParams }: Props) => {
  const t = await serverTexts("auth.signIn");
  const { next, problem } = await searchParams;
  if (await currentSession()) redirect(ownPathOf(next));
  const { BASE_URL, PORTAL_JWKS, offersDemoSignIn } = env();
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center gap-8 px-5 py-12">
      <div className="flex flex-col gap-6">
        <Logo />
        <div className="flex flex-col gap-1">
          <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
          <p className="text-soft">{t("about")}</p>
        </div>
      </div>
      <OtherAddress
        address={new URL(BASE_URL).origin}
        origins={originsOf(BASE_URL)}
        isRefused={problem === "address"}
      />
      <SignInForm next={ownPathOf(next)} />
      <p className="text-center text-[0.8125rem] text-faint">{t("forgot")}</p>
      {PORTAL_JWKS && <p className="text-center text-[0.8125rem] text-faint">{t("portal")}</p>}
      {offersDemoSignIn && (
        <form
          method="post"
          action={`/demo/sign-in?next=${encodeURIComponent(ownPathOf(next))}`}
          className="flex flex-col gap-3 border-t border-line pt-6"
        >
          <Button type="submit" size="large" icon={Sparkles}>
            {t("demo")}
          </Button>
          <FieldError message={problem === "demo" ? t("demoFailed") : undefined} />
          <p className="text-center text-[0.8125rem] text-faint">{t("demoAbout")}</p>
          <Link href="/demo/book" className="self-center text-[0.8125rem] font-medium text-accent hover:underline">
            {t("book")}
          </Link>
        </form>
      )}
    </main>
  );
};

export default SignInPage;
