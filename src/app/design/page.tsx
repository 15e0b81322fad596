import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { env } from "#env.ts";
import { DesignPage } from "#features/design/design-page.tsx";

export const metadata: Metadata = { title: "Design" };

const Design = () => (env().isDevelopment ? <DesignPage /> : notFound());

export default Design;
