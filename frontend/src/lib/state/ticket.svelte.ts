import { api, list, type Changed, type HistoryLine, type Message, type Problem, type TicketDetail, type TimeEntry } from '../api';
import { report, toProblem } from '../errors';
import { patience } from './tickets.svelte';

export type Tab = 'talk' | 'stages' | 'time' | 'history';

const pageOf = 50;

/** A list that is read in pages, newest first. */
class Paged<T> {
  rows = $state.raw<T[]>([]);
  next = $state('');

  constructor(private fetch: (after: string, limit: number) => Promise<{ rows: T[]; next: string }>) {}

  /** Asks for the newest again, as many as are shown. */
  async refresh(): Promise<void> {
    const page = await this.fetch('', Math.min(200, Math.max(pageOf, this.rows.length)));
    this.rows = list(page.rows);
    this.next = page.next;
  }

  async more(): Promise<void> {
    const page = await this.fetch(this.next, pageOf);
    this.rows = [...this.rows, ...list(page.rows)];
    this.next = page.next;
  }
}

/** The ticket in the detail pane, with what its open tab shows. */
export class TicketState {
  #id = $state('');
  #detail = $state.raw<TicketDetail | null>(null);
  #problem = $state.raw<Problem | null>(null);
  #slow = $state(false);
  #tab = $state<Tab>('talk');
  #times = $state.raw<TimeEntry[] | null>(null);
  #talk = $state.raw<Message[] | null>(null);
  #history = $state.raw<Paged<HistoryLine> | null>(null);

  get id(): string {
    return this.#id;
  }
  get detail(): TicketDetail | null {
    return this.#detail;
  }
  get problem(): Problem | null {
    return this.#problem;
  }
  get slow(): boolean {
    return this.#slow;
  }
  get tab(): Tab {
    return this.#tab;
  }
  get times(): TimeEntry[] | null {
    return this.#times;
  }
  /** The whole conversation, oldest first. */
  get talk(): Message[] | null {
    return this.#talk;
  }
  get history(): Paged<HistoryLine> | null {
    return this.#history;
  }

  /** Shows another ticket; the one before stays on the screen until this one is there. */
  async open(id: string): Promise<void> {
    if (id === this.#id) return;
    this.#id = id;
    this.#problem = null;
    if (!id) {
      this.#detail = null;
      return;
    }
    const timer = setTimeout(() => {
      if (this.#id === id && this.#detail?.id !== id) this.#slow = true;
    }, patience);
    this.#times = null;
    this.#talk = null;
    this.#history = new Paged((after, limit) => api.History(id, after, limit));
    await this.refresh();
    clearTimeout(timer);
    if (this.#id === id) this.#slow = false;
  }

  async show(tab: Tab): Promise<void> {
    this.#tab = tab;
    await this.#loadTab().catch(report);
  }

  async refresh(): Promise<void> {
    const id = this.#id;
    if (!id) return;
    try {
      const [detail] = await Promise.all([api.Ticket(id), this.#loadTab()]);
      if (id !== this.#id) return;
      this.#detail = detail;
      this.#problem = null;
    } catch (e) {
      if (id === this.#id) this.#problem = toProblem(e);
    }
  }

  async changed(c: Changed): Promise<void> {
    if (c.all || c.tickets.includes(this.#id)) await this.refresh();
  }

  async #loadTab(): Promise<void> {
    const id = this.#id;
    if (this.#tab === 'talk') {
      const talk = await conversation(id);
      if (id === this.#id) this.#talk = talk;
    }
    if (this.#tab === 'history') await this.#history?.refresh();
    if (this.#tab === 'time') {
      const times = list(await api.Times(id));
      if (id === this.#id) this.#times = times;
    }
  }
}

/** Go gives a conversation oldest first; the newest is what is looked at, so all of it is read. */
async function conversation(id: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (let after = ''; ;) {
    const page = await api.Conversation(id, after, 200);
    messages.push(...list(page.rows));
    if (!page.next) return messages;
    after = page.next;
  }
}

export const ticket = new TicketState();
