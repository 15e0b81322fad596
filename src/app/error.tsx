"use client";

import { Button } from "#components/ui/button.tsx";
import { Logo } from "#features/shell/logo.tsx";

const AppError = ({ retry }: { error: unknown; retry: () => void }) => (
  <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-6 px-6">
    <Logo />
    <div role="alert" className="flex flex-col gap-1.5">
      <h1 className="text-2xl font-semibold tracking-tight">Something went wrong on our side</h1>
      <p className="text-soft">Nothing you did wrong. Messages go on being delivered meanwhile.</p>
    </div>
    <Button variant="primary" onClick={retry}>
      Try again
    </Button>
  </main>
);

export default AppError;
