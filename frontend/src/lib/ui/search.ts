/** What a list of names shows for typed text: matches at the start of a word first; never more than a screenful. */
export function search<T extends { name: string }>(options: T[], typed: string, limit = 60): T[] {
  const q = fold(typed);
  if (!q) return options.slice(0, limit);
  const starts: T[] = [];
  const holds: T[] = [];
  for (const o of options) {
    const name = fold(o.name);
    const at = name.indexOf(q);
    if (at === 0 || name.includes(` ${q}`)) starts.push(o);
    else if (at > 0) holds.push(o);
  }
  return [...starts, ...holds].slice(0, limit);
}

function fold(s: string): string {
  return s
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
