import { describe, expect, it, onTestFinished, vi } from "vitest";
import {
  httpReceiver,
  rawReceiver,
  resolvesTo,
  senderWith,
  tlsReceiver,
  trustTestCertificate,
} from "#tests/sockets.ts";

describe("TLS", () => {
  const resolver = resolvesTo("127.0.0.1");

  it("does not trust a self-signed certificate", async () => {
    const receiver = await tlsReceiver();
    const outcome = await senderWith({ resolver }).send(`https://hooks.example.com:${receiver.port}/`);
    expect(outcome.error).toEqual({
      code: "tls_error",
      message: "The certificate of hooks.example.com was not accepted: it is self-signed.",
    });
    expect(outcome.timings).toMatchObject({ connectMs: expect.any(Number), tlsMs: null, firstByteMs: null });
  });

  it("checks the certificate against the name, sends the name, and reuses the connection", async () => {
    trustTestCertificate();
    const names: (string | false | null)[] = [];
    const receiver = await tlsReceiver({}, (socket) => names.push(socket.servername));
    const { send } = senderWith({ resolver });
    const url = `https://hooks.example.com:${receiver.port}/`;
    const first = await send(url);
    expect(first.response?.status).toBe(200);
    expect(first.timings).toMatchObject({ connectMs: expect.any(Number), tlsMs: expect.any(Number) });
    expect((await send(url)).timings).toMatchObject({ connectMs: null, tlsMs: null });
    expect(names).toEqual(["hooks.example.com"]);
    const other = await send(`https://other.example.com:${receiver.port}/`);
    expect(other.error?.message).toBe(
      "The certificate of other.example.com was not accepted: it was issued for another name, hooks.example.com.",
    );
  });

  it("is required, version 1.2 or later", async () => {
    const plain = await httpReceiver((_request, response) => response.end());
    const old = await tlsReceiver({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" });
    for (const receiver of [plain, old]) {
      const outcome = await senderWith({ resolver }).send(`https://hooks.example.com:${receiver.port}/`);
      expect(outcome.error?.code).toBe("tls_error");
    }
  });

  it("that never begins is a connect_timeout", async () => {
    const silent = await rawReceiver(() => {});
    const outcome = await senderWith({ resolver }).send(`https://hooks.example.com:${silent.port}/`, {
      timeoutMs: 200,
    });
    expect(outcome.error?.code).toBe("connect_timeout");
  });

  it("is verified even if the environment turns verification off", async () => {
    const receiver = await tlsReceiver();
    const old = await tlsReceiver({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" });
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const { port } of [receiver, old]) {
      const outcome = await senderWith({ resolver }).send(`https://hooks.example.com:${port}/`);
      expect(outcome.error?.code).toBe("tls_error");
    }
  });
});
