import { readFileSync } from "node:fs";
import net from "node:net";
import tls from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { type TlsProblem, tlsProblemOf } from "#domain/deliveries/tls-problem.schema.ts";
import { httpReceiver, listen, resolvesTo, senderWith, TEST_PEM, tlsReceiver } from "#tests/sockets.ts";

const pem = (name: string) => readFileSync(new URL(`../../tests/fixtures/tls/${name}.pem`, import.meta.url), "utf8");
const INTERMEDIATE = pem("intermediate");
const HOST = "hooks.example.com";

const serverWith = (options: tls.TlsOptions) => () => tlsReceiver({ ...GOOD, ...options });
const shows = (name: string, chain: string) => ({ key: pem(name), cert: pem(name) + chain });
const GOOD = shows("good", INTERMEDIATE);
/** Server that answers the first message with one TLS alert, encoded alike in TLS 1.2 and 1.3. */
const alerts = (description: number) => () =>
  listen(
    net.createServer((socket) => {
      socket.once("data", () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, description])));
    }),
  );

const CERTIFICATE = `The certificate of ${HOST} was not accepted`;
const CONNECTION = `No secure connection to ${HOST} could be made`;

type Case = { problem: TlsProblem; server: () => Promise<{ port: number }>; says: string };

const CASES: Record<string, Case> = {
  "offers TLS 1.1 at most": {
    problem: "old_version",
    server: serverWith({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }),
    says: `${CONNECTION}: TLS 1.2 or newer is needed.`,
  },
  "has no cipher in common": {
    problem: "no_common_cipher",
    server: serverWith({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-CAMELLIA128-SHA256:@SECLEVEL=0" }),
    says: `${CONNECTION}: no cipher in common, or no certificate for this name.`,
  },
  "has no certificate at all": {
    problem: "no_common_cipher",
    server: () => tlsReceiver({ key: undefined, cert: undefined }),
    says: `${CONNECTION}: no cipher in common, or no certificate for this name.`,
  },
  "asks for stronger ciphers": {
    problem: "no_common_cipher",
    server: alerts(71),
    says: `${CONNECTION}: no cipher in common, or no certificate for this name.`,
  },
  "speaks HTTP/2 only": {
    problem: "other_protocol",
    server: serverWith({ ALPNProtocols: ["h2"] }),
    says: `${CONNECTION}: HTTP/1.1 is not among the protocols it takes (ALPN).`,
  },
  "does not know the name": {
    problem: "unknown_name",
    server: alerts(112),
    says: `${CONNECTION}: it has no certificate for this name.`,
  },
  "wants a client certificate with TLS 1.2": {
    problem: "client_certificate",
    server: serverWith({ requestCert: true, rejectUnauthorized: true, maxVersion: "TLSv1.2" }),
    says: `${CONNECTION}: it wants a client certificate.`,
  },
  "wants a client certificate with TLS 1.3": {
    problem: "client_certificate",
    server: serverWith({ requestCert: true, rejectUnauthorized: true }),
    says: `${CONNECTION}: it wants a client certificate.`,
  },
  "speaks plain HTTP": {
    problem: "not_tls",
    server: () => httpReceiver((_request, response) => response.end()),
    says: `${CONNECTION}: it does not speak TLS on this port.`,
  },
  "has a fault of its own": {
    problem: "handshake",
    server: alerts(80),
    says: `${CONNECTION}: the TLS handshake failed (alert internal error).`,
  },
  "is self-signed": {
    problem: "self_signed",
    server: serverWith({ key: TEST_PEM, cert: TEST_PEM }),
    says: `${CERTIFICATE}: it is self-signed.`,
  },
  "has expired": {
    problem: "expired",
    server: serverWith(shows("expired", INTERMEDIATE)),
    says: `${CERTIFICATE}: it expired on 2021-02-03.`,
  },
  "has an expired intermediate certificate": {
    problem: "expired",
    server: serverWith(shows("good", pem("intermediate-expired"))),
    says: `${CERTIFICATE}: it expired (an intermediate certificate).`,
  },
  "is not valid yet": {
    problem: "not_yet_valid",
    server: serverWith(shows("not-yet-valid", INTERMEDIATE)),
    says: `${CERTIFICATE}: it is not valid yet, only from 2100-04-05.`,
  },
  "has other names, of which plain ones are told": {
    problem: "wrong_name",
    server: serverWith(shows("other-names", INTERMEDIATE)),
    says: `${CERTIFICATE}: it was issued for another name, *.example.org, a.example.org, b.example.org and 2 more.`,
  },
  "leaves out the intermediate certificate": {
    problem: "incomplete_chain",
    server: serverWith(shows("good", "")),
    says: `${CERTIFICATE}: the chain is incomplete, the server sends its own certificate only.`,
  },
};

/** Makes this process trust the root of the fixtures until the test ends. */
const trustRoot = () => {
  const authorities = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...authorities, pem("root")]);
  onTestFinished(() => tls.setDefaultCACertificates(authorities));
};

const errorOf = async ({ port }: { port: number }) =>
  (await senderWith({ resolver: resolvesTo("127.0.0.1") }).send(`https://${HOST}:${port}/`)).error;

describe("an endpoint whose TLS or certificate", () => {
  it.each(Object.entries(CASES))("%s gives that problem", async (_name, { problem, server, says }) => {
    trustRoot();
    const error = await errorOf(await server());
    expect(error).toEqual({ code: "tls_error", message: says });
    expect(tlsProblemOf(says)).toBe(problem);
  });

  it.each([
    ["was issued by an unknown authority", shows("good", INTERMEDIATE), ", or an intermediate certificate is missing"],
    ["brings its own root", shows("good", INTERMEDIATE + pem("root")), ""],
  ])("%s gives that problem", async (_name, pair, more) => {
    const error = await errorOf(await tlsReceiver(pair));
    expect(error?.message).toBe(`${CERTIFICATE}: it was not issued by a known authority${more}.`);
  });

  it("is fine gives no problem, and is offered HTTP/1.1 only", async () => {
    trustRoot();
    const protocols: unknown[] = [];
    const receiver = await tlsReceiver({ ...GOOD, ALPNProtocols: ["h2", "http/1.1"] }, ({ alpnProtocol }) =>
      protocols.push(alpnProtocol),
    );
    expect(await errorOf(receiver)).toBe(null);
    expect(protocols).toEqual(["http/1.1"]);
  });

  it("breaks off gives the phase of the break", async () => {
    const error = await errorOf(await listen(net.createServer((socket) => socket.once("data", () => socket.end()))));
    expect(error).toEqual({
      code: "connection_reset",
      message: `${HOST} closed the connection during the TLS handshake.`,
    });
  });
});
