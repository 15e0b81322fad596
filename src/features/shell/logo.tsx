import { ConciergeBell } from "lucide-react";

export const Logo = () => (
  <span className="inline-flex items-center gap-2.5">
    <span className="flex size-8 items-center justify-center rounded-lg bg-accent text-on-accent shadow-card">
      <ConciergeBell aria-hidden className="size-4.5" strokeWidth={2.25} />
    </span>
    <span className="text-base font-semibold tracking-tight">Bellhop</span>
  </span>
);
