import { encode } from "uqr";

/** Quiet zone in modules (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** Black on white in every theme: some scanners cannot read other colours. */
export const QrCode = ({ text, label }: { text: string; label: string }) => {
  const { size, data } = encode(text, { border: QUIET_ZONE });
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-48 rounded-lg bg-white text-black"
    >
      <path fill="currentColor" d={data.flatMap(darkOf).join("")} />
    </svg>
  );
};

const darkOf = (row: readonly boolean[], y: number): string[] =>
  row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []));
