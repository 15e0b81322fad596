import { KeyRound } from "lucide-react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { takeLostFocus } from "#components/ui/take-focus.ts";

export const SecretReveal = ({ secret, what, children }: { secret: string; what: string; children: string }) => (
  <div className="flex flex-col gap-3 rounded-xl border border-line bg-sunken p-4">
    <div className="flex items-start gap-2.5">
      <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
      <p className="text-[0.8125rem] text-soft">{children}</p>
    </div>
    <div className="flex flex-col items-stretch gap-2 sm:flex-row sm:items-center">
      <code
        translate="no"
        className="min-w-0 grow rounded-lg border border-line bg-surface px-3 py-2 font-mono text-[0.8125rem] break-all select-all"
      >
        {secret}
      </code>
      <CopyButton ref={takeLostFocus} text={secret} what={what} variant="secondary" size="medium" />
    </div>
  </div>
);
