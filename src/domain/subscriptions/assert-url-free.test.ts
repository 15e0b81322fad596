import { expect, it } from "vitest";
import { urlKey } from "#domain/subscriptions/assert-url-free.ts";

it.each([
  ["https://hooks.example.com", "https://hooks.example.com/"],
  ["https://HOOKS.example.com/A", "https://hooks.example.com/A"],
  ["HTTPS://hooks.example.com:443/a", "https://hooks.example.com/a"],
  ["https://hooks.example.com/a?", "https://hooks.example.com/a"],
  ["https://hooks.example.com/a/../b/./c", "https://hooks.example.com/b/c"],
  ["https://hooks.example.com/a'b", "https://hooks.example.com/a'b"],
])("%s and %s are one URL", (one, other) => {
  expect(urlKey(one)).toBe(urlKey(other));
});

it.each([
  ["https://hooks.example.com/a", "https://hooks.example.com/A"],
  ["https://hooks.example.com/a", "https://hooks.example.com/a/"],
  ["https://hooks.example.com/a?b", "https://hooks.example.com/a?b="],
  ["https://hooks.example.com/a?b=1&c=2", "https://hooks.example.com/a?c=2&b=1"],
  ["https://hooks.example.com/%7Ea", "https://hooks.example.com/~a"],
  ["https://hooks.example.com:8443/a", "https://hooks.example.com/a"],
])("%s and %s are two URLs", (one, other) => {
  expect(urlKey(one)).not.toBe(urlKey(other));
});
