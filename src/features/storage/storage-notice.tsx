"use client";

import { useQuery } from "@tanstack/react-query";
import { HardDrive } from "lucide-react";
import { useTranslations } from "use-intl";
import { Notice } from "#components/ui/states.tsx";
import { storageText } from "#features/storage/storage-text.ts";
import { useTRPC } from "#trpc/client.tsx";

export const StorageNotice = () => {
  const t = useTranslations("storage");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.storage.get.queryOptions());
  const text = data ? storageText(data, t) : null;
  if (!text) return null;
  return (
    <div className="pb-4">
      <Notice icon={HardDrive} tone={text.tone} title={text.title}>
        <p className="max-w-2xl">{text.about}</p>
      </Notice>
    </div>
  );
};
