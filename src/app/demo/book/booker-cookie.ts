import { z } from "zod";

/** Remembers who booked last, so that a refused form, or the next booking, need not be filled in again. */
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
