import { ButtonLink } from "#components/ui/button.tsx";
import { Logo } from "#features/shell/logo.tsx";

const NotFound = () => (
  <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-6 px-6">
    <Logo />
    <div className="flex flex-col gap-1.5">
      <h1 className="text-2xl font-semibold tracking-tight">This page does not exist</h1>
      <p className="text-soft">The link may be old, or have a typing mistake in it.</p>
    </div>
    <ButtonLink href="/" variant="primary">
      Go to the start
    </ButtonLink>
  </main>
);

export default NotFound;
