import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { QrCode } from "#features/settings/qr-code.tsx";

it("the QR code stays within its border, and leaves the quiet zone that scanners need", () => {
  const drawing = renderToStaticMarkup(
    <QrCode text="otpauth://totp/Bellhop:ada?secret=JBSWY3DPEHPK3PXP" label="Scan me" />,
  );
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(drawing)?.[1]);
  const places = [...drawing.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].flatMap(([, x, y]) => [Number(x), Number(y)]);
  expect([Math.min(...places), Math.max(...places)]).toEqual([4, size - 5]);
  expect(drawing).toContain('aria-label="Scan me"');
});
