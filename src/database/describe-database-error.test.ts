import { expect, it } from "vitest";
import { describeDatabaseError } from "#database/describe-database-error.ts";

const ADDRESS = { variable: "DATABASE_URL", url: "postgresql://ada:hush@db.example.com:5432/hooks" };

const describeError = (code: string | undefined, message = "no") =>
  describeDatabaseError(Object.assign(new Error(message), { code }), ADDRESS);

it.each([
  ["28000", 'no pg_hba.conf entry for host "10.0.0.1", user "ada", no encryption', /with TLS only, .*verify-full/],
  ["28000", 'role "ada" is not permitted to log in', /role ada sign in: role "ada" is not permitted to log in\.$/],
  ["42501", "permission denied", /GRANT CONNECT ON DATABASE hooks TO ada;$/],
  ["SELF_SIGNED_CERT_IN_CHAIN", "self-signed", /not trusted \(SELF_SIGNED_CERT_IN_CHAIN\): .*sslrootcert/],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "altnames", /the name it is issued for/],
  [undefined, "SASL: client password must be a string", /asks for a password/],
  ["ERR_INVALID_URL", "Invalid URL", /Percent-encode/],
  ["57P03", "the database system is starting up", /no database answers at db\.example\.com:5432 \(57P03\)/],
  ["99999", "what nobody expects", /^DATABASE_URL: what nobody expects$/],
])("%s %s is said in a line that helps, without the password", (code, message, line) => {
  expect(describeError(code, message)).toMatch(line);
  expect(describeError(code, message)).toMatch(/^DATABASE_URL: [^\n]+$/);
  expect(describeError(code, message)).not.toContain("hush");
});
