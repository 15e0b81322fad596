"use client";

import { ConciergeBell } from "lucide-react";
import { useBrand } from "#features/shell/brand.tsx";

/** Picture and name of the installation. */
export const Logo = () => {
  const { name, logo } = useBrand();
  return (
    <span className="inline-flex min-w-0 items-center gap-2.5">
      {logo ? (
        // Alternative text is empty, because the name stands beside the picture.
        // biome-ignore lint/performance/noImgElement: the file is small already, and no image service runs.
        <img src={logo} alt="" className="h-8 w-auto max-w-28 shrink-0 object-contain" />
      ) : (
        <span className="flex size-8 shrink-0 items-center justify-center rounded-lg bg-accent text-on-accent shadow-card">
          <ConciergeBell aria-hidden className="size-4.5" strokeWidth={2.25} />
        </span>
      )}
      <span className="truncate text-base font-semibold tracking-tight">{name}</span>
    </span>
  );
};
