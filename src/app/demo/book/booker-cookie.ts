import { z } from "zod";

/** Keeps name and email of the last form for the next one, also after a refusal. */
export const BOOKER_COOKIE = "demo_booker";

const booker = z.object({ name: z.string().max(100), email: z.string().max(200) });

export type Booker = z.infer<typeof booker>;

export const bookerCookie = ({ name, email }: Booker): string =>
  `${BOOKER_COOKIE}=${encodeURIComponent(JSON.stringify({ name, email }))}; Path=/demo/book; HttpOnly; SameSite=Lax`;

export const readBooker = (value: string | undefined): Booker => {
  try {
    return booker.parse(JSON.parse(decodeURIComponent(value ?? "")));
  } catch {
    return { name: "", email: "" };
  }
};
