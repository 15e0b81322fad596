import { z } from "zod";

/** Facts about an endpoint's certificate. The endpoint's owner controls all texts: they are short and hold no control character. */
export const certificateView = z.object({
  /** DNS names, at most 20. */
  names: z.array(z.string()),
  namesOmitted: z.number().int(),
  issuer: z.string().nullable(),
  validFrom: z.iso.datetime().nullable(),
  validUntil: z.iso.datetime().nullable(),
  /** False: the handshake failed because of this certificate. */
  isAccepted: z.boolean(),
});

export type CertificateView = z.output<typeof certificateView>;
