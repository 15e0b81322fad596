import fc from "fast-check";

/**
 * Forbidden ranges, copied a second time from the IANA special-purpose registries: an oracle that shares no code with
 * the guard.
 */
export const RANGES_4: [network: string, prefix: number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["168.63.129.16", 32],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** Forbidden ranges inside 2000::/3. */
export const RANGES_6: [network: string, prefix: number][] = [
  ["2001:0:0", 23],
  ["2001:db8:0", 32],
  ["2002:0:0", 16],
  ["2620:4f:8000", 48],
  ["3ffe:0:0", 16],
  ["3fff:0:0", 20],
];

export const value4 = (text: string) => text.split(".").reduce((value, octet) => value * 256 + Number(octet), 0);
/** Value of the first three groups. */
export const value6 = (text: string) =>
  text.split(":").reduce((value, group) => (value << 16n) + BigInt(`0x${group}`), 0n) << 80n;
const octetsOf = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
export const dotted = (value: number) => octetsOf(value).join(".");
const hex = (value: number) => value.toString(16);
export const pair = (value: number) => `${hex(value >>> 16)}:${hex(value & 0xffff)}`;
const groupsOf = (value: bigint) =>
  Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn));
export const expanded = (value: bigint) =>
  groupsOf(value)
    .map((group) => hex(group).padStart(4, "0"))
    .join(":");

const bounds4 = RANGES_4.map(([network, prefix]) => {
  const first = value4(network);
  return { first, last: first + 2 ** (32 - prefix) - 1 };
});
export const bounds6 = RANGES_6.map(([network, prefix]) => {
  const first = value6(network);
  return { first, last: first + (1n << BigInt(128 - prefix)) - 1n };
});

export const isNamed4 = (value: number) => bounds4.some(({ first, last }) => first <= value && value <= last);
export const isNamed6 = (value: bigint) => bounds6.some(({ first, last }) => first <= value && value <= last);

/** Any address of any forbidden range; the ends come up more often than by chance. */
export const inner4 = fc
  .constantFrom(...bounds4)
  .chain(({ first, last }) => fc.oneof(fc.constant(first), fc.constant(last), fc.integer({ min: first, max: last })));

const wide = (digits: string) => digits.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
const circled = (digits: string) => digits.replace(/[1-9]/g, (digit) => String.fromCharCode(0x245f + Number(digit)));
const percent = (text: string) => [...text].map((char) => `%${hex(char.charCodeAt(0))}`).join("");
const octal = (value: number) => `0${value.toString(8)}`;

/** Spellings of an IPv4 address as a URL host that attackers use against address checks. */
export const SPELLINGS_4: Record<string, (value: number) => string> = {
  dotted,
  decimal: String,
  hex: (value) => `0x${hex(value)}`,
  "upper-case hex": (value) => `0X${hex(value).toUpperCase()}`,
  "long hex": (value) => `0x${hex(value).padStart(20, "0")}`,
  octal,
  "long octal": (value) => `0000${octal(value)}`,
  "octal parts": (value) => octetsOf(value).map(octal).join("."),
  "padded octal parts": (value) =>
    octetsOf(value)
      .map((octet) => octet.toString(8).padStart(7, "0"))
      .join("."),
  "hex parts": (value) =>
    octetsOf(value)
      .map((octet) => `0x${hex(octet)}`)
      .join("."),
  "mixed parts": (value) => {
    const [a = 0, b = 0, c = 0, d = 0] = octetsOf(value);
    return `0x${hex(a)}.${octal(b)}.${c}.0X${hex(d).toUpperCase()}`;
  },
  "two parts": (value) => `${value >>> 24}.${value & 0xff_ffff}`,
  "three parts": (value) => `${value >>> 24}.${(value >>> 16) & 255}.${value & 0xffff}`,
  "two hex parts": (value) => `0x${hex(value >>> 24)}.0x${hex(value & 0xff_ffff)}`,
  "trailing dot": (value) => `${dotted(value)}.`,
  "decimal, trailing dot": (value) => `${value}.`,
  "percent-encoded": (value) => percent(dotted(value)),
  "percent-encoded dots": (value) => dotted(value).replaceAll(".", "%2e"),
  "double percent-encoding": (value) => dotted(value).replaceAll(".", "%252e"),
  "full-width digits": (value) => wide(dotted(value)),
  "circled digits": (value) => circled(dotted(value)),
  "ideographic dots": (value) => dotted(value).replaceAll(".", "\u3002"),
  "full-width dots": (value) => dotted(value).replaceAll(".", "\uff0e"),
  "half-width dots": (value) => dotted(value).replaceAll(".", "\uff61"),
  "soft hyphens": (value) => dotted(value).replaceAll(".", "\u00ad."),
  "zero-width spaces": (value) => dotted(value).replaceAll(".", "\u200b."),
  "tabs inside": (value) => dotted(value).replaceAll(".", "\t."),
  "user name before": (value) => `hooks.example.com@${dotted(value)}`,
  "back slash before": (value) => `${dotted(value)}\\@hooks.example.com`,
  "in brackets": (value) => `[${dotted(value)}]`,
  mapped: (value) => `[::ffff:${dotted(value)}]`,
  "mapped, in hex": (value) => `[::ffff:${pair(value)}]`,
  "mapped, upper case": (value) => `[::FFFF:${pair(value).toUpperCase()}]`,
  "mapped, in full": (value) => `[${expanded(0xffff_0000_0000n + BigInt(value))}]`,
  "mapped, with a zone": (value) => `[::ffff:${pair(value)}%25eth0]`,
  compatible: (value) => `[::${dotted(value)}]`,
  "compatible, in full": (value) => `[${expanded(BigInt(value))}]`,
  translated: (value) => `[::ffff:0:${pair(value)}]`,
  NAT64: (value) => `[64:ff9b::${pair(value)}]`,
  "local NAT64": (value) => `[64:ff9b:1::${pair(value)}]`,
  "6to4": (value) => `[2002:${pair(value)}::1]`,
  "Teredo server": (value) => `[2001:0:${pair(value)}::1]`,
  "Teredo client": (value) => `[2001::${pair(~value >>> 0)}]`,
  ISATAP: (value) => `[fe80::5efe:${pair(value)}]`,
};
