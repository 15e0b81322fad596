import { expect, it } from "vitest";
import { pageAfterSwitch } from "#features/shell/page-after-switch.ts";

it.each([
  ["/webhooks/wh_1", "/webhooks"],
  ["/webhooks/wh_1/edit", "/webhooks"],
  ["/deliveries/dlv_1", "/deliveries"],
  ["/events/evt_1", "/events"],
  ["/webhooks", "/webhooks"],
  ["/webhooks/new", "/webhooks/new"],
  ["/settings/api-keys", "/settings/api-keys"],
])("after a switch of the mode on %s, %s is shown", (pathname, page) => expect(pageAfterSwitch(pathname)).toBe(page));
