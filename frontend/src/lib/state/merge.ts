/**
 * Lays fresh rows over the ones on the screen without moving those: a row that is still there keeps its place, a
 * new one stands after its fresh neighbour, one that is gone leaves. Nothing re-sorts under the cursor.
 */
export function mergeStable<T extends object>(current: T[], fresh: T[], key: (t: T) => string): T[] {
  const byKey = new Map(fresh.map((t) => [key(t), t]));
  const result = current.filter((t) => byKey.has(key(t))).map((t) => byKey.get(key(t))!);
  const placed = new Set(result.map(key));
  let before: string | null = null;
  for (const t of fresh) {
    const k = key(t);
    if (!placed.has(k)) {
      const at: number = before === null ? 0 : result.findIndex((r) => key(r) === before) + 1;
      result.splice(at, 0, t);
      placed.add(k);
    }
    before = k;
  }
  return result;
}
