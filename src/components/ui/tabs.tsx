"use client";

import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";

export type Tab = { value: string; label: string; content: ReactNode };

export const Tabs = ({ label, tabs }: { label: string; tabs: readonly Tab[] }) => (
  <Base.Root defaultValue={tabs[0]?.value} className="flex min-w-0 flex-col gap-4">
    <Base.List aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
      {tabs.map((tab) => (
        <Base.Tab
          key={tab.value}
          value={tab.value}
          className="-mb-px border-b-2 border-transparent px-2.5 py-2 text-sm font-medium whitespace-nowrap text-faint hover:text-ink data-active:border-accent data-active:text-ink"
        >
          {tab.label}
        </Base.Tab>
      ))}
    </Base.List>
    {tabs.map((tab) => (
      <Base.Panel key={tab.value} value={tab.value} className="min-w-0">
        {tab.content}
      </Base.Panel>
    ))}
  </Base.Root>
);
