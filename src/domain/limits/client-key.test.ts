import { describe, expect, it } from "vitest";
import { CLIENT_ADDRESS_HEADER, clientKeyOf } from "#domain/limits/client-key.ts";

const keyOf = (address: string) => clientKeyOf(new Headers({ [CLIENT_ADDRESS_HEADER]: address }));

describe("clientKeyOf", () => {
  it.each([
    ["203.0.113.9", "203.0.113.9"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["64:ff9b::203.0.113.9", "64:ff9b:0:0::/64"],
  ])("%s counts as %s", (address, key) => expect(keyOf(address)).toBe(key));

  it("gives one key to all calls without a socket", () => expect(clientKeyOf(new Headers())).toBe("unknown"));
});
