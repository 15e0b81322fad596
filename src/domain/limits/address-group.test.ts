import { describe, expect, it } from "vitest";
import { addressGroup } from "#domain/limits/address-group.ts";

describe("addressGroup", () => {
  it("is the IPv4 address itself, also in IPv6 notation", () => {
    expect(addressGroup("192.0.2.1")).toBe("192.0.2.1");
    expect(addressGroup("::ffff:192.0.2.1")).toBe("192.0.2.1");
    expect(addressGroup("::FFFF:192.0.2.1")).toBe("192.0.2.1");
  });

  it.each([
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::192.0.2.1", "2001:db8:1:2::/64"],
    ["2001:db8::5", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::", "fe80:0:0:0::/64"],
  ])("is the /64 of %s", (address, group) => expect(addressGroup(address)).toBe(group));

  it.each(["", "unknown", "1.2.3", "fe80::1%eth0", "evil, 192.0.2.1"])(
    "is the same for every text that is not an address: %j",
    (text) => expect(addressGroup(text)).toBe("unknown"),
  );
});
