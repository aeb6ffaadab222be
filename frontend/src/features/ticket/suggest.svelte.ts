import { api, list, type Person, type Template } from '../../lib/api';
import { report } from '../../lib/errors';
import { directory } from '../../lib/state/directory.svelte';
import type { Audience } from '../../lib/state/draft.svelte';
import { search } from '../../lib/ui/search';

/** What can be put into a reply where the caret stands. */
export interface Suggestion {
  id: string;
  name: string;
  /** The beginning of what it puts in, when that is not the name itself. */
  hint: string;
  text: string;
}

interface Wish {
  what: 'template' | 'person';
  from: number;
  query: string;
}

/** What is asked for before the caret: `/` at the start of a reply is a template, `@` in a note a colleague. */
export function wished(before: string, audience: Audience): Wish | null {
  if (/^\/[^\n/]*$/.test(before)) return { what: 'template', from: 0, query: before.slice(1) };
  const at = audience === 'internal' ? /(?:^|[\s(])@([\p{L}\p{N}.-]*)$/u.exec(before) : null;
  return at ? { what: 'person', from: before.length - at[1]!.length - 1, query: at[1]! } : null;
}

/** The ids of the colleagues whose names stand in a note behind an `@`. */
export function mentioned(text: string, people: Person[]): string[] {
  const found = people.filter((p) => text.includes(`@${p.short}`));
  return found.filter((p) => !found.some((o) => o !== p && o.short !== p.short && o.short.startsWith(p.short))).map((p) => p.id);
}

/** The list that opens while a reply is typed. */
export class Suggest {
  #templates = $state.raw<Template[]>([]);
  #wish = $state.raw<Wish | null>(null);
  #audience = $state<Audience>('client');
  #dismissed = $state('');
  /** The row that Enter takes. */
  at = $state(0);

  readonly rows: Suggestion[] = $derived.by(() => {
    const wish = this.#wish;
    if (!wish || this.#dismissed === `${wish.what}${wish.from}`) return [];
    const all =
      wish.what === 'person'
        ? directory.people.map((p) => ({ id: p.id, name: p.name, hint: '', text: `@${p.short} ` }))
        : this.#templates.filter((t) => t.audience === this.#audience).map((t) => ({ id: t.id, name: t.name, hint: t.text, text: t.text }));
    return search(all, wish.query, 8);
  });

  get open(): boolean {
    return this.rows.length > 0;
  }

  /** Looks at what stands before the caret. */
  look(ticket: string, before: string, audience: Audience): void {
    const wish = wished(before, audience);
    if (wish?.what === 'template' && this.#wish?.what !== 'template') void this.#load(ticket);
    if (wish?.what === 'person') directory.need().catch(report);
    if (!wish) this.#dismissed = '';
    this.#audience = audience;
    this.#wish = wish;
    this.at = 0;
  }

  async #load(ticket: string): Promise<void> {
    this.#templates = await api.Templates(ticket).then(list, (e) => (report(e), []));
  }

  /** Closes the list until something else is asked for. */
  dismiss(): void {
    if (this.#wish) this.#dismissed = `${this.#wish.what}${this.#wish.from}`;
  }

  move(by: number): void {
    this.at = (this.at + by + this.rows.length) % this.rows.length;
  }

  /** The text with a suggestion in place of what was typed for it, and where the caret stands then. */
  put(text: string, caret: number, s: Suggestion): { text: string; caret: number } {
    const from = this.#wish?.from ?? caret;
    this.#wish = null;
    return { text: text.slice(0, from) + s.text + text.slice(caret), caret: from + s.text.length };
  }
}
