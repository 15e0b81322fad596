"use client";

import { BookOpen } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { DetailList } from "#components/ui/detail-list.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { useBrand } from "#features/shell/brand.tsx";

type Props = { version: string; commit: string | null; documents: readonly { href: string; title: string }[] };

export const About = ({ version, commit, documents }: Props) => {
  const t = useTranslations("settings.about");
  const brand = useBrand().name;
  return (
    <>
      <PageHeader title={t("title")} description={t("about")} />
      <div className="flex flex-col gap-5">
        <Card title={brand}>
          <DetailList
            items={[
              { label: t("version"), value: <Mono>{version}</Mono> },
              ...(commit ? [{ label: t("commit"), value: <Mono>{commit}</Mono> }] : []),
              {
                label: t("api"),
                value: (
                  <a href="/v1/openapi.json" className="text-accent underline underline-offset-2">
                    {t("apiValue")}
                  </a>
                ),
              },
            ]}
          />
        </Card>
        <Card title={t("documents")}>
          <ul className="grid gap-1 sm:grid-cols-2">
            {documents.map(({ href, title }) => (
              <li key={href}>
                <Link
                  href={href}
                  prefetch={false}
                  className="-mx-2 flex items-center gap-2 rounded-md px-2 py-1.5 font-medium hover:bg-hover"
                >
                  <BookOpen aria-hidden className="size-4 shrink-0 text-faint" />
                  <span>{title}</span>
                </Link>
              </li>
            ))}
          </ul>
        </Card>
        <Card title={t("licenses")} description={t("licensesAbout", { brand })}>
          <Link href="/docs/licenses" prefetch={false} className="text-accent underline underline-offset-2">
            {t("licensesLink")}
          </Link>
        </Card>
      </div>
    </>
  );
};

const Mono = ({ children }: { children: ReactNode }) => (
  <code translate="no" className="font-mono text-[0.8125rem]">
    {children}
  </code>
);
