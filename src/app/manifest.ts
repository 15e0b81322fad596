import type { MetadataRoute } from "next";
import { connection } from "next/server";
import { accentTokens } from "#domain/brand/accent-tokens.ts";
import { env } from "#env.ts";

/** Describes the dashboard to browsers that install it, under the operator's name: browsers ask without cookies. */
const manifest = async (): Promise<MetadataRoute.Manifest> => {
  // A build renders nothing: it knows no settings.
  await connection();
  const { BRAND_NAME, BRAND_COLOR } = env();
  return {
    name: BRAND_NAME,
    short_name: BRAND_NAME,
    description: "Webhooks for booking platforms",
    start_url: "/",
    display: "standalone",
    background_color: "#fbfaf9",
    theme_color: BRAND_COLOR ? accentTokens(BRAND_COLOR).light.accent : "#6a3fd1",
    icons: [
      { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
    ],
  };
};

export default manifest;
