import { m } from '../paraglide/messages';
import { overwriteGetLocale } from '../paraglide/runtime';

export type Locale = 'ru' | 'en';

let current: Locale = 'ru';
overwriteGetLocale(() => current);

/** The language comes from Go; the browser's own is never asked. */
export function setLocale(language: string): void {
  current = language === 'en' ? 'en' : 'ru';
}

export function locale(): Locale {
  return current;
}

export { m };
