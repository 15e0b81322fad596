import { cookies } from "next/headers";
import { type Mode, mode } from "#domain/mode.schema.ts";

/** Mode of the lists, as the switch in the dashboard stored it. */
export const chosenMode = async (): Promise<Mode> =>
  mode.safeParse((await cookies()).get("bellhop_mode")?.value).data ?? "live";
