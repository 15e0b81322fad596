import { cookies } from "next/headers";
import type { Theme } from "#components/ui/theme-toggle.tsx";

export const chosenTheme = async (): Promise<Theme> => {
  const value = (await cookies()).get("theme")?.value;
  return value === "light" || value === "dark" ? value : "system";
};
