import type { Piece } from '../../lib/api';

export interface Bar {
  x: number;
  width: number;
  clientId: string;
  running: boolean;
}

/** The narrowest that a piece is drawn, in hundredths of the strip. */
const least = 0.8;

/** Where the pieces of a day stand on a strip from `from` to `to`, in hundredths of its width; what is outside is left out. */
export function bars(pieces: Piece[], from: string, to: string, now: number): Bar[] {
  const start = Date.parse(from);
  const length = Date.parse(to) - start;
  const out: Bar[] = [];
  for (const p of pieces) {
    const a = Math.max(0, ((Date.parse(p.from) - start) / length) * 100);
    const b = Math.min(100, (((p.to ? Date.parse(p.to) : now) - start) / length) * 100);
    if (b <= a) continue;
    const x = Math.min(a, 100 - least);
    out.push({ x, width: Math.max(least, b - x), clientId: p.clientId, running: !p.to });
  }
  return out;
}
