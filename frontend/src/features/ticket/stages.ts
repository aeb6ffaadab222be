import type { Stage } from '../../lib/api';
import { onScale, parseNh } from '../../lib/i18n/numbers';
import { boot } from '../../lib/state/boot.svelte';

/** A stage as it is being typed. */
export interface TypedStage {
  name: string;
  typed: string;
}

export const emptyStage = (): TypedStage => ({ name: '', typed: '' });

/** Reads the typed stages; `whole` when each has a name and a value of the scale (EST-2). */
export function readStages(rows: TypedStage[], scale = boot.scale): { stages: Stage[]; whole: boolean } {
  let whole = rows.length > 0;
  const stages = rows.map((r, i) => {
    const tenths = parseNh(r.typed);
    if (!r.name.trim() || tenths === null || onScale(scale, tenths).value === null) whole = false;
    return { no: i + 1, name: r.name.trim(), nh: tenths ?? 0 };
  });
  return { stages, whole };
}

export function sumOf(rows: TypedStage[]): number {
  return rows.reduce((sum, r) => sum + (parseNh(r.typed) ?? 0), 0);
}
