import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { chosenTheme } from "#app/chosen-theme.ts";
import { pageBrand } from "#app/page-brand.ts";
import { pageFacts } from "#app/page-facts.ts";
import { StyleNonce } from "#components/ui/style-nonce.tsx";
import { BrandProvider } from "#features/shell/brand.tsx";
import { PageFacts } from "#features/texts/page-facts.tsx";
import { NONCE_HEADER } from "#server/page-headers/page-headers.ts";
import "#app/globals.css";

export const generateMetadata = async (): Promise<Metadata> => {
  const { name } = await pageBrand();
  return {
    title: { default: name, template: `%s · ${name}` },
    description: "Webhooks for booking platforms",
    robots: { index: false },
    icons: { apple: "/apple-touch-icon.png" },
  };
};

export const viewport: Viewport = { colorScheme: "light dark" };

const RootLayout = async ({ children }: { children: ReactNode }) => {
  const theme = await chosenTheme();
  const facts = await pageFacts(["ui", "shell", "auth"]);
  const { colors, ...brand } = await pageBrand();
  return (
    <html
      lang={facts.locale}
      data-theme={theme === "system" ? undefined : theme}
      style={colors}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
    >
      <body>
        <StyleNonce nonce={(await headers()).get(NONCE_HEADER) ?? undefined}>
          <PageFacts {...facts}>
            <BrandProvider brand={brand}>{children}</BrandProvider>
          </PageFacts>
        </StyleNonce>
      </body>
    </html>
  );
};

export default RootLayout;
