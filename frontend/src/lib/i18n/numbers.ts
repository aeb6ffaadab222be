import type { Locale } from '.';

/** n/h in whole tenths for people: 5 is «0,5» or "0.5", 20 is "2". */
export function nh(tenths: number, locale: Locale): string {
  const point = locale === 'ru' ? ',' : '.';
  const rest = Math.abs(tenths) % 10;
  const whole = `${tenths < 0 ? '−' : ''}${Math.floor(Math.abs(tenths) / 10)}`;
  return rest ? `${whole}${point}${rest}` : whole;
}

/** Real time as a sum: seconds to hours with one decimal, without a trailing zero. */
export function hours(seconds: number, locale: Locale): string {
  return nh(Math.round(seconds / 360), locale);
}

/** A running clock: 0:41:12. */
export function clock(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  return `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

/** Reads typed n/h («0,5», "0.5", ",5", «2 н/ч») as whole tenths; null when it is no such number. */
export function parseNh(typed: string): number | null {
  const s = typed
    .trim()
    .toLowerCase()
    .replace(/\s*(н\/?ч|n\/?h|ч|h)\.?$/, '');
  const match = /^(\d{0,4})(?:[.,](\d?))?$/.exec(s);
  if (!match || (match[1] === '' && !match[2])) return null;
  return Number(match[1] || 0) * 10 + Number(match[2] || 0);
}

/** What a typed number means on the scale: one of its values, or the nearest below and above (EST-1). */
export function onScale(scale: number[], tenths: number): { value: number | null; nearest: number[] } {
  if (scale.includes(tenths)) return { value: tenths, nearest: [] };
  const below = scale.filter((v) => v < tenths).at(-1);
  const above = scale.find((v) => v > tenths);
  return { value: null, nearest: [below, above].filter((v) => v !== undefined) };
}

/** A size for people: «40 МБ». Sizes on the wire are bytes. */
export function bytes(n: number, locale: Locale): string {
  const units = locale === 'ru' ? ['Б', 'КБ', 'МБ', 'ГБ'] : ['B', 'KB', 'MB', 'GB'];
  let i = 0;
  for (; n >= 1024 && i < units.length - 1; i++) n /= 1024;
  return `${nh(n < 10 && i > 0 ? Math.round(n * 10) : Math.round(n) * 10, locale)}\u00a0${units[i]}`;
}
