import fc from "fast-check";
import { errors } from "undici";
import { describe, expect, it } from "vitest";
import { attemptErrorCode } from "#domain/deliveries/delivery.schema.ts";
import { explainDns, explainFailure, type Stage } from "#server/http-client/attempt-error.ts";

const INNER = "10.11.12.13";

const failed = (code: string) =>
  Object.assign(new Error(`connect ${code} ${INNER}:5432 - Local (172.17.0.2:40000)`), {
    code,
    address: INNER,
    port: 5432,
  });

const CODES = (
  "ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ENETUNREACH EHOSTUNREACH ETIMEDOUT EPROTO EMFILE ENFILE ENOBUFS ENOMEM EACCES " +
  "EADDRNOTAVAIL EAI_AGAIN ENOTFOUND CERT_HAS_EXPIRED ERR_TLS_CERT_ALTNAME_INVALID ERR_SSL_WRONG_VERSION_NUMBER UNSPECIFIED " +
  "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR CERT_REJECTED UNABLE_TO_VERIFY_LEAF_SIGNATURE " +
  "DEPTH_ZERO_SELF_SIGNED_CERT UND_ERR_CONNECT_TIMEOUT UND_ERR_SOCKET UND_ERR_HEADERS_OVERFLOW UND_ERR_DESTROYED " +
  "TUNNEL_FAULT TUNNEL_DENIED TUNNEL_REFUSED TUNNEL_TIMEOUT E_UNKNOWN"
).split(" ");

const reason = fc.oneof(
  fc.constantFrom(...CODES).map(failed),
  fc.constant(new errors.HTTPParserError(`Expected HTTP/ from ${INNER}`, undefined)),
  fc.constant(new Error(INNER)),
  fc.anything(),
);

const stage = fc.constantFrom<Stage>("connecting", "handshake", "waiting");

describe("an error shown to a tenant", () => {
  it("is a listed code and our own text, whatever the library says, and never an address", () => {
    fc.assert(
      fc.property(reason, stage, (why, at) => {
        for (const { code, message } of [
          explainFailure(why, at, "hooks.example.com"),
          explainDns(why, "hooks.example.com"),
        ]) {
          expect(attemptErrorCode.options).toContain(code);
          expect(message).toMatch(/^[A-Z]?.{10,}\.$/s);
          expect(message).not.toMatch(/\d+\.\d+\.\d+\.\d+|5432|40000/);
        }
      }),
    );
  });
});
