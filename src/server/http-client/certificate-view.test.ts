import { readFileSync } from "node:fs";
import type { PeerCertificate } from "node:tls";
import { describe, expect, it } from "vitest";
import type { CertificateView } from "#domain/deliveries/certificate.schema.ts";
import type { HttpPhase } from "#engine/http-sender.ts";
import { certificateView } from "#server/http-client/certificate-view.ts";
import { httpReceiver, resolvesTo, senderWith, tlsReceiver, trustTestCertificate } from "#tests/sockets.ts";

const pem = (name: string) => readFileSync(new URL(`../../tests/fixtures/tls/${name}.pem`, import.meta.url), "utf8");
const resolver = resolvesTo("127.0.0.1");

describe("a request that asks for the certificate", () => {
  it("gets it once on a new connection and on an open one, and sees the handshake as a phase", async () => {
    trustTestCertificate();
    const receiver = await tlsReceiver();
    const { send } = senderWith({ resolver });
    const url = `https://hooks.example.com:${receiver.port}/`;
    for (const phases of [
      ["resolving", "connecting", "securing", "sent"],
      ["resolving", "sent"],
    ]) {
      const told: CertificateView[] = [];
      const seen: HttpPhase[] = [];
      await send(url, { onCertificate: (one) => told.push(one), onPhase: (phase) => seen.push(phase) });
      expect(told).toEqual([expect.objectContaining({ names: ["hooks.example.com"], isAccepted: true })]);
      expect(seen.slice(0, phases.length)).toEqual(phases);
    }
  });

  it("gets the certificate that was not accepted", async () => {
    const receiver = await tlsReceiver({ key: pem("expired"), cert: pem("expired") + pem("intermediate") });
    const told: CertificateView[] = [];
    const outcome = await senderWith({ resolver }).send(`https://hooks.example.com:${receiver.port}/`, {
      onCertificate: (one) => told.push(one),
    });
    expect(outcome.error?.code).toBe("tls_error");
    expect(told).toEqual([
      expect.objectContaining({
        isAccepted: false,
        validUntil: "2021-02-03T00:00:00.000Z",
        issuer: "Test only, trusted by nobody",
      }),
    ]);
  });

  it("gets none without TLS, and survives a listener that throws", async () => {
    trustTestCertificate();
    const plain = await httpReceiver((_request, response) => response.end("ok"));
    const secure = await tlsReceiver();
    const told: CertificateView[] = [];
    const { send } = senderWith({ resolver });
    await send(plain.url, { onCertificate: (one) => told.push(one) });
    expect(told).toEqual([]);
    const outcome = await send(`https://hooks.example.com:${secure.port}/`, {
      onCertificate: () => {
        throw new Error("from the listener");
      },
    });
    expect(outcome.response?.status).toBe(200);
  });
});

describe("certificateView", () => {
  const certificate = (changes: object) =>
    ({
      subjectaltname: "DNS:a.example.org",
      issuer: { O: "Public CA" },
      valid_from: "Nov 23 20:19:13 2026 GMT",
      valid_to: "Feb 21 20:19:13 2027 GMT",
      ...changes,
    }) as unknown as PeerCertificate;

  it("keeps plain DNS names, 20 at most, and no address", () => {
    const many = Array.from({ length: 25 }, (_, index) => `DNS:h${index}.example.org`).join(", ");
    const view = certificateView(certificate({ subjectaltname: `IP Address:10.0.0.1, DNS:10.0.0.1, ${many}` }), true);
    expect(view?.names).toHaveLength(20);
    expect(view?.names[0]).toBe("h0.example.org");
    expect(view?.namesOmitted).toBe(5);
  });

  it("shortens the issuer and takes control characters and direction marks out of it", () => {
    const view = certificateView(certificate({ issuer: { O: [`\u202eevil\u0000${"x".repeat(300)}`] } }), true);
    expect(view?.issuer).toMatch(/^evilx+$/);
    expect(view?.issuer).toHaveLength(100);
  });

  it("reads odd certificates without failing", () => {
    expect(certificateView({} as PeerCertificate, true)).toBeNull();
    expect(certificateView(null, true)).toBeNull();
    expect(
      certificateView(certificate({ valid_to: "never", issuer: undefined, subjectaltname: undefined }), false),
    ).toEqual({
      names: [],
      namesOmitted: 0,
      issuer: null,
      validFrom: "2026-11-23T20:19:13.000Z",
      validUntil: null,
      isAccepted: false,
    });
  });
});
