import { api, list, type Changed, type Problem, type TicketPage, type TicketQuery, type TicketRow } from '../api';
import { toProblem } from '../errors';
import { mergeStable } from './merge';

/** Rows per page: Go gives no more at once. */
export const pageSize = 200;

/** How long a list may take before its skeleton is shown, in milliseconds. */
export const patience = 150;

/** One row on the screen. The list holds the same object for a ticket as long as it shows it. */
export class RowItem {
  #row = $state.raw<TicketRow>()!;

  constructor(row: TicketRow) {
    this.#row = row;
  }
  get id(): string {
    return this.#row.id;
  }
  get row(): TicketRow {
    return this.#row;
  }
  update(row: TicketRow): void {
    this.#row = row;
  }
}

interface Page {
  after: string;
  next: string;
  items: RowItem[];
}

export type Ask = Partial<Pick<TicketQuery, 'view' | 'search' | 'sort' | 'clientId' | 'statuses'>>;

/** A list of tickets that is read page by page as it is scrolled, and keeps its places while it is refreshed. */
export class TicketList {
  #pages = $state.raw<Page[]>([]);
  #items = $derived(this.#arrange(this.#pages.flatMap((p) => p.items)));
  #total = $state(0);
  #phase = $state<'empty' | 'loading' | 'ready' | 'failed'>('empty');
  #slow = $state(false);
  #problem = $state.raw<Problem | null>(null);
  #selected = $state('');
  #ask: Ask = {};
  #run = 0;
  #busy = false;
  #again = false;
  #visible: [number, number] = [0, 0];

  /** With `group` the rows stand in groups, in the groups' order; within one they keep Go's. */
  constructor(private group?: (row: TicketRow) => number) {}

  groupOf(row: TicketRow): number {
    return this.group?.(row) ?? 0;
  }

  #arrange(items: RowItem[]): RowItem[] {
    return this.group ? items.toSorted((a, b) => this.groupOf(a.row) - this.groupOf(b.row)) : items;
  }

  get items(): RowItem[] {
    return this.#items;
  }
  /** How many match in all, loaded or not. */
  get total(): number {
    return this.#total;
  }
  get phase() {
    return this.#phase;
  }
  /** Loading has taken long enough to show it. */
  get slow(): boolean {
    return this.#slow;
  }
  get problem(): Problem | null {
    return this.#problem;
  }
  get selectedId(): string {
    return this.#selected;
  }
  get selected(): RowItem | undefined {
    return this.#items.find((i) => i.id === this.#selected);
  }
  get more(): boolean {
    return this.#pages.length > 0 && this.#pages.at(-1)!.next !== '';
  }

  /** Starts anew with another question. Known rows stay until the answer is there. */
  async open(ask: Ask): Promise<void> {
    const run = ++this.#run;
    this.#ask = ask;
    this.#visible = [0, 0];
    this.#phase = 'loading';
    const timer = setTimeout(() => {
      if (run === this.#run) this.#slow = true;
    }, patience);
    try {
      const page = await this.#fetch('');
      if (run !== this.#run) return;
      this.#pages = [this.#page('', page)];
      this.#total = page.total;
      this.#phase = 'ready';
      this.#problem = null;
      if (!this.selected) this.#selected = this.#items[0]?.id ?? '';
      await this.#catchUp();
    } catch (e) {
      if (run !== this.#run) return;
      this.#problem = toProblem(e);
      this.#phase = 'failed';
    } finally {
      clearTimeout(timer);
      if (run === this.#run) this.#slow = false;
    }
  }

  reload(): Promise<void> {
    return this.open(this.#ask);
  }

  /** Says which rows are on the screen; comes near the end, the next page is read. */
  async show(first: number, last: number): Promise<void> {
    this.#visible = [first, last];
    if (last < this.#items.length - pageSize / 4 || !this.more || this.#busy) return;
    const run = this.#run;
    this.#busy = true;
    try {
      const after = this.#pages.at(-1)!.next;
      const page = await this.#fetch(after);
      if (run !== this.#run) return;
      this.#pages = [...this.#pages, this.#page(after, page)];
      this.#total = page.total;
    } catch (e) {
      this.#problem = toProblem(e);
    } finally {
      this.#busy = false;
    }
  }

  /** Asks again for the pages on the screen; rows keep their places and the selection stays. */
  async refresh(): Promise<void> {
    if (this.#phase === 'failed') return this.reload();
    if (this.#phase === 'empty') return;
    if (this.#busy || this.#phase === 'loading') {
      this.#again = true;
      return;
    }
    const run = this.#run;
    this.#busy = true;
    try {
      await this.#refreshPages(run);
    } catch (e) {
      if (run === this.#run) this.#problem = toProblem(e);
    } finally {
      this.#busy = false;
    }
    await this.#catchUp();
  }

  /** Does the refresh that was asked for while another answer was awaited. */
  async #catchUp(): Promise<void> {
    if (!this.#again) return;
    this.#again = false;
    await this.refresh();
  }

  changed(_: Changed): Promise<void> {
    return this.refresh(); // a row may come into any list, so its id alone decides nothing
  }

  select(id: string): void {
    this.#selected = id;
  }

  /** Moves the selection by n rows and returns its index, or -1 in an empty list. */
  move(n: number): number {
    const items = this.#items;
    if (items.length === 0) return -1;
    const at = items.findIndex((i) => i.id === this.#selected);
    const to = at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + n));
    this.#selected = items[to]!.id;
    return to;
  }

  async #refreshPages(run: number): Promise<void> {
    const [first, last] = this.#pagesOnScreen();
    const pages = this.#pages.slice();
    const index = this.#items.findIndex((i) => i.id === this.#selected);
    let after = pages[first]!.after;
    let total = this.#total;
    const shown: Page[] = [];
    for (let i = first; i <= last && (i === first || after !== ''); i++) {
      const page = await this.#fetch(after);
      if (run !== this.#run) return;
      shown.push(this.#page(after, page));
      total = page.total;
      after = page.next;
    }
    const rest = pages[last + 1]?.after === after && after !== '' ? pages.slice(last + 1) : [];
    const merged = mergeStable(
      pages.slice(first, last + 1).flatMap((p) => p.items),
      shown.flatMap((p) => p.items),
      (i) => i.id,
    );
    this.#pages = unique([...pages.slice(0, first), { after: pages[first]!.after, next: after, items: merged }, ...rest]);
    this.#total = total;
    this.#problem = null;
    if (!this.selected) this.#selected = this.#items[Math.min(Math.max(index, 0), this.#items.length - 1)]?.id ?? '';
  }

  /** The indexes of the first and the last page that the screen touches. */
  #pagesOnScreen(): [number, number] {
    let start = 0;
    let first = -1;
    let last = 0;
    this.#pages.forEach((p, i) => {
      const end = start + p.items.length;
      if (first < 0 && this.#visible[0] < end) first = i;
      if (this.#visible[1] >= start) last = i;
      start = end;
    });
    if (first < 0) first = Math.max(0, this.#pages.length - 1);
    return [first, Math.max(first, last)];
  }

  #fetch(after: string): Promise<TicketPage> {
    const { view = 'open', statuses = [], clientId = '', search = '', sort = 'touched' } = this.#ask;
    return api.Tickets({ view, statuses, clientId, search, sort, after, limit: pageSize });
  }

  #page(after: string, page: TicketPage): Page {
    const known = new Map(this.#items.map((i) => [i.id, i]));
    const items = list(page.rows).map((row) => {
      const item = known.get(row.id);
      item?.update(row);
      return item ?? new RowItem(row);
    });
    return { after, next: page.next, items };
  }
}

/** A ticket that moved between pages is kept where it was seen first. */
function unique(pages: Page[]): Page[] {
  const seen = new Set<string>();
  return pages.map((p) => ({ ...p, items: p.items.filter((i) => !seen.has(i.id) && seen.add(i.id)) }));
}
