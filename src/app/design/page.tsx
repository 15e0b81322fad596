import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { env } from "#env.ts";
import { DesignPage } from "#features/design/design-page.tsx";

export const metadata: Metadata = { title: "Design" };

const Design = async () => {
  await connection();
  return env().isDevelopment ? <DesignPage /> : notFound();
};

export default Design;
