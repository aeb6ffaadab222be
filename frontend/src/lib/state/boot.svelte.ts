import { api, list, type Boot, type Person, type Problem } from '../api';
import { locale, setLocale, type Locale } from '../i18n';
import { Dates } from '../i18n/dates';

/** What the window knows before anything else: the stage, the language, the theme, who sits here. */
export class BootState {
  #boot = $state.raw<Boot | null>(null);
  #problem = $state.raw<Problem | null>(null);
  #dates = $derived(new Dates(this.#boot?.language === 'en' ? 'en' : 'ru', this.#boot?.timeZone ?? '', this.#boot?.today ?? ''));

  get stage(): string {
    return this.#boot?.stage ?? 'starting';
  }
  get problem(): Problem | null {
    return this.#boot?.problem ?? this.#problem;
  }
  get language(): Locale {
    return this.#boot?.language === 'en' ? 'en' : 'ru';
  }
  get theme(): string {
    return this.#boot?.theme ?? 'system';
  }
  get version(): string {
    return this.#boot?.version ?? '';
  }
  get company(): string {
    return this.#boot?.company ?? '';
  }
  get alone(): boolean {
    return this.#boot?.alone ?? false;
  }
  get me(): Person | null {
    return this.#boot?.me ?? null;
  }
  get today(): string {
    return this.#boot?.today ?? '';
  }
  /** The estimate scale in tenths (EST-1). */
  get scale(): number[] {
    return list(this.#boot?.scale);
  }
  get kinds(): string[] {
    return list(this.#boot?.kinds);
  }
  get dates(): Dates {
    return this.#dates;
  }

  async load(): Promise<void> {
    this.apply(await api.Boot());
  }

  /** Takes what Go says and dresses the page in it. */
  apply(b: Boot): void {
    setLocale(b.language);
    this.#problem = null;
    this.#boot = b;
    if (typeof document === 'undefined') return;
    const root = document.documentElement;
    root.lang = locale();
    if (b.theme === 'light' || b.theme === 'dark') root.dataset.theme = b.theme;
    else delete root.dataset.theme;
  }

  fail(p: Problem): void {
    this.#problem = p;
  }

  async set(change: { language?: string; theme?: string }): Promise<void> {
    this.apply(await api.SetSettings({ language: this.language, theme: this.theme, ...change }));
  }
}

export const boot = new BootState();
