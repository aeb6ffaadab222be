import type { Locale } from '.';

/** Prints moments and days for one language and one time zone. Both are always given: nothing is taken from the browser. */
export class Dates {
  #tag: string;
  #zone: string;
  #cache = new Map<string, Intl.DateTimeFormat>();

  constructor(
    readonly locale: Locale,
    zone: string,
    readonly today: string,
  ) {
    this.#tag = locale === 'ru' ? 'ru-RU' : 'en-GB';
    this.#zone = known(zone) ? zone : 'UTC';
  }

  get zone(): string {
    return this.#zone;
  }

  /** 14:39 */
  time(iso: string): string {
    return iso ? this.#format('time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(iso)) : '';
  }

  /** YYYY-MM-DD of a moment, in the zone. */
  day(iso: string): string {
    if (!iso) return '';
    const p = this.#parts(new Date(iso), this.#zone);
    return `${p.year}-${p.month}-${p.day}`;
  }

  /** The shortest that is clear: 14:39 today, «24 ноя» this year, «24 ноя 2025» before. */
  short(iso: string): string {
    if (!iso) return '';
    const day = this.day(iso);
    return day === this.today ? this.time(iso) : this.dayShort(day);
  }

  /** «сегодня, 14:39», «24 ноя, 14:39»: for messages and history. */
  moment(iso: string): string {
    if (!iso) return '';
    const day = this.day(iso);
    return day === this.today ? this.time(iso) : `${this.dayShort(day)}, ${this.time(iso)}`;
  }

  /** «24 ноя» or "24 Nov", with the year when it is another one. */
  dayShort(day: string): string {
    const d = new Date(`${day}T00:00:00Z`);
    const text = `${d.getUTCDate()} ${this.#month(d)}`;
    return day.slice(0, 4) === this.today.slice(0, 4) ? text : `${text} ${d.getUTCFullYear()}`;
  }

  /** «24–25 ноя», «30 ноя – 2 дек», or one day. */
  range(fromIso: string, toIso: string): string {
    const from = this.day(fromIso);
    const to = toIso ? this.day(toIso) : from;
    if (from === to) return this.dayShort(from);
    if (from.slice(0, 7) === to.slice(0, 7)) return `${Number(from.slice(8))}–${this.dayShort(to)}`;
    return `${this.dayShort(from)} – ${this.dayShort(to)}`;
  }

  /** «вт» or "Tue" */
  weekday(day: string): string {
    return this.#format('weekday', { weekday: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
  }

  /** «вторник, 24 ноября» */
  long(day: string): string {
    return this.#format('long', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
  }

  /** «24 ноября 2026, 14:39»: where nothing may be guessed. */
  full(iso: string): string {
    return iso ? this.#format('full', { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' }).format(new Date(iso)) : '';
  }

  #month(d: Date): string {
    // Asked for beside a day, or Russian would answer in the nominative: «май».
    const parts = this.#format('month', { day: 'numeric', month: 'short', timeZone: 'UTC' }).formatToParts(d);
    return parts.find((p) => p.type === 'month')!.value.slice(0, 3);
  }

  #parts(d: Date, timeZone: string): Record<string, string> {
    const parts = this.#format('parts', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }).formatToParts(d);
    return Object.fromEntries(parts.map((p) => [p.type, p.value]));
  }

  #format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    let f = this.#cache.get(name);
    if (!f) this.#cache.set(name, (f = new Intl.DateTimeFormat(this.#tag, { timeZone: this.#zone, ...options })));
    return f;
  }
}

function known(zone: string): boolean {
  if (!zone) return false;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
