import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { z } from "zod";
import { brandColor, brandName, wayBackUrl } from "#domain/brand/brand.schema.ts";

const LOGO_BYTES_MAX = 64 * 1024;

export type Logo = { bytes: Buffer; type: "image/png" | "image/webp"; version: string };

const logo = z.string().transform((path, context): Logo => {
  const refuse = (message: string) => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  const bytes = readStart(path, LOGO_BYTES_MAX + 1);
  if (!bytes) return refuse(`the file ${path} cannot be read; give the path of a PNG or WebP file`);
  if (bytes.length > LOGO_BYTES_MAX) return refuse(`the file ${path} is too large; use at most 64 KB`);
  const type = typeOf(bytes);
  if (!type) return refuse(`the file ${path} is neither PNG nor WebP; convert the picture (SVG is not taken)`);
  return { bytes, type, version: createHash("sha256").update(bytes).digest("hex").slice(0, 12) };
});

/** Reads no more than `bytesMax`, also of a device or a file that grows. */
const readStart = (path: string, bytesMax: number): Buffer | null => {
  try {
    const file = openSync(path, "r");
    try {
      const buffer = Buffer.alloc(bytesMax);
      return buffer.subarray(0, readSync(file, buffer, 0, bytesMax, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
};

const PNG = Buffer.from("89504e470d0a1a0a", "hex");

/** Decides by the first bytes: a name can claim anything. */
const typeOf = (bytes: Buffer): Logo["type"] | null => {
  if (bytes.subarray(0, PNG.length).equals(PNG)) return "image/png";
  const isWebp = bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP";
  return isWebp ? "image/webp" : null;
};

/** Variables with which the operator gives the dashboard the look of the booking platform. */
export const brandSettings = {
  BRAND_NAME: brandName.optional(),
  BRAND_LOGO: logo.optional(),
  BRAND_COLOR: brandColor.optional(),
  BRAND_URL: wayBackUrl.optional(),
};

export const DEFAULT_BRAND_NAME = "Bellhop";

/** Name for an email's sender, which the syntax of headers bounds. */
export const senderName = (name: string): string => name.replaceAll(/[<>@,;:"]+/g, " ").trim() || DEFAULT_BRAND_NAME;
