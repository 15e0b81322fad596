import { Sparkles } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { ownPathOf } from "#app/own-path.ts";
import { currentSession } from "#app/require-session.ts";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { env } from "#env.ts";
import { OtherAddress } from "#features/auth/other-address.tsx";
import { SignInForm } from "#features/auth/sign-in-form.tsx";
import { Logo } from "#features/shell/logo.tsx";
import { originsOf } from "#server/auth/auth.ts";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ next?: string | string[]; problem?: string }> };

const SignInPage = async ({ searchParams }: Props) => {
  const { next, problem } = await searchParams;
  if (await currentSession()) redirect(ownPathOf(next));
  const { BASE_URL, PORTAL_JWKS, offersDemoSignIn } = env();
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center gap-8 px-5 py-12">
      <div className="flex flex-col gap-6">
        <Logo />
        <div className="flex flex-col gap-1">
          <h1 className="text-2xl font-semibold tracking-tight">Welcome back</h1>
          <p className="text-soft">Sign in to see what your webhooks deliver.</p>
        </div>
      </div>
      <OtherAddress
        address={new URL(BASE_URL).origin}
        origins={originsOf(BASE_URL)}
        isRefused={problem === "address"}
      />
      <SignInForm next={ownPathOf(next)} />
      <p className="text-center text-[0.8125rem] text-faint">
        Forgot your password? Ask whoever runs Bellhop for you to set a new one.
      </p>
      {PORTAL_JWKS && (
        <p className="text-center text-[0.8125rem] text-faint">
          Do you use a booking system? Open this page from there again: you need no password then.
        </p>
      )}
      {offersDemoSignIn && (
        <form
          method="post"
          action={`/demo/sign-in?next=${encodeURIComponent(ownPathOf(next))}`}
          className="flex flex-col gap-3 border-t border-line pt-6"
        >
          <Button type="submit" size="large" icon={Sparkles}>
            Sign in as demo salon
          </Button>
          <FieldError message={problem === "demo" ? "The demo salon could not be signed in." : undefined} />
          <p className="text-center text-[0.8125rem] text-faint">Sample data on this machine. Try anything.</p>
          <Link href="/demo/book" className="self-center text-[0.8125rem] font-medium text-accent hover:underline">
            Or book as its customer
          </Link>
        </form>
      )}
    </main>
  );
};

export default SignInPage;
