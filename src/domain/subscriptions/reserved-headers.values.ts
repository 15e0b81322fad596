/** Names that undici would send, such as `Host` and `Connection` (measured). */
const RESERVED_NAMES = new Set(
  (
    "host connection keep-alive content-length content-type content-encoding transfer-encoding te trailer upgrade expect " +
    "user-agent accept-encoding cookie forwarded via http2-settings max-forwards signature signature-input " +
    "x-real-ip true-client-ip x-client-ip x-cluster-client-ip fastly-client-ip x-rewrite-url " +
    "cf-ipcountry cf-pseudo-ipv4 cf-ray cf-visitor cf-worker"
  ).split(" "),
);

/** Endpoints require `cf-access-…` and `x-vercel-protection-bypass`, so those stay free. */
const RESERVED_PREFIXES = (
  "proxy- x-forwarded- x-original- x-envoy- cf-connecting- " +
  "webhook- svix- x-hub-signature " +
  "x-amz- x-amzn- x-aws- x-goog- x-google x-azure- x-fd- x-aliyun- x-appengine- metadata"
).split(" ");

/**
 * CGI reads `_` and `-` as one character.
 *
 * @param ownPrefix as in `X-<prefix>-Event`
 */
export const isReservedHeader = (name: string, ownPrefix: string): boolean => {
  const plain = name.toLowerCase().replaceAll("_", "-");
  return (
    RESERVED_NAMES.has(plain) ||
    plain.startsWith(`x-${ownPrefix.toLowerCase()}-`) ||
    RESERVED_PREFIXES.some((prefix) => plain.startsWith(prefix))
  );
};
