import { api, list, type Notice } from '../api';
import { report } from '../errors';
import { m } from '../i18n';
import { noticeWords, numberOf } from '../i18n/names';
import { say } from './notices.svelte';
import { view } from './view.svelte';

const pageOf = 50;
/** How long a ticket is looked at before its notices count as read, in milliseconds. */
const aLook = 1000;
/** How long what arrives is gathered before it is told, in milliseconds. */
const gather = 700;

/** What concerns me (NT-1): the list, what is told of it while the window stands open, and what I have read. */
export class News {
  #rows = $state.raw<Notice[] | null>(null);
  #next = $state('');
  /** The newest that have been told of, or were there before the window opened; null: it has only just opened. */
  #known: Set<string> | null = null;
  #pause: ReturnType<typeof setTimeout> | undefined;

  get rows(): Notice[] | null {
    return this.#rows;
  }
  get more(): boolean {
    return this.#next !== '';
  }

  /** Asks for the newest again, as many as are shown. */
  async load(): Promise<void> {
    const page = await api.Notices('', Math.min(200, Math.max(pageOf, this.#rows?.length ?? 0)));
    this.#rows = list(page.rows);
    this.#next = page.next;
  }

  async earlier(): Promise<void> {
    const page = await api.Notices(this.#next, pageOf);
    this.#rows = [...(this.#rows ?? []), ...list(page.rows)];
    this.#next = page.next;
  }

  /** Something has changed: tells of what is new. A burst is one message, and the ticket on the screen needs none. */
  arrived(): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#tell().catch(report), gather);
  }

  async #tell(): Promise<void> {
    const newest = list((await api.Notices('', 20)).rows);
    const known = this.#known;
    this.#known = new Set(newest.map((n) => n.id));
    if (this.#rows) await this.load();
    if (!known) return; // counted at the rail, not told
    const fresh = newest.filter((n) => n.unread && !known.has(n.id) && n.ticketId !== view.list?.selectedId);
    const [only, ...others] = fresh;
    if (!only) return;
    if (others.length > 0) {
      say({ text: m.news_count({ count: fresh.length }), action: { label: m.show(), run: () => void view.go('notices') } });
      return;
    }
    const what = { what: noticeWords(only), number: numberOf(only), subject: only.subject };
    say({ text: m.news_one(what), action: { label: m.show(), run: () => void this.reveal(only) } });
  }

  async reveal(n: Notice): Promise<void> {
    await view.reveal(n.ticketId);
    await this.read(n.ticketId);
  }

  /** Marks my notices about a ticket as read, or all of them. */
  async read(ticket = ''): Promise<void> {
    await api.ReadNotices(ticket).catch(report);
    if (this.#rows) await this.load().catch(report);
  }

  /** A ticket with something unread is on the screen; returns what ends the look. */
  look(ticket: string): () => void {
    const seen = () => {
      if (document.hasFocus()) void this.read(ticket);
      else addEventListener('focus', seen, { once: true });
    };
    const timer = setTimeout(seen, aLook);
    return () => {
      clearTimeout(timer);
      removeEventListener('focus', seen);
    };
  }
}

export const news = new News();
