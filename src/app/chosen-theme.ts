import { cookies } from "next/headers";
import type { Theme } from "#components/ui/theme-toggle.tsx";

/** Light or dark by this person's choice, else the system's. */
export const chosenTheme = async (): Promise<Theme> => {
  const value = (await cookies()).get("theme")?.value;
  return value === "light" || value === "dark" ? value : "system";
};
