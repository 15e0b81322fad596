import { addressPolicy } from "#domain/url-policy/address-policy.ts";
import { parseNetworks } from "#domain/url-policy/networks.ts";
import { createHttpSender } from "#server/http-client/http-client.ts";

// Own process, because Node reads its proxy settings at its start. Posts once and prints the result.
const loopback = parseNetworks("127.0.0.0/8");
const policy = addressPolicy({ allowNetworks: loopback.ok ? loopback.networks : [], baseUrl: "http://localhost" });
const sender = createHttpSender({ policy, resolver: async () => ({ addresses: ["127.0.0.1"], ttlSeconds: 60 }) });
const url = process.argv[2] ?? "";
const { response, error } = await sender.send({
  url,
  tenantId: "t1",
  headers: {},
  body: Buffer.from("{}"),
  timeoutMs: 5_000,
});
console.log(response?.status ?? error?.code);
await sender.close();
