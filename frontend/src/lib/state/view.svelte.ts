import { todayGroup } from './today';
import { boot } from './boot.svelte';
import { TicketList, type Ask } from './tickets.svelte';

/** The sections; features/shell/views.ts says what each looks like. */
export type View = 'today' | 'inbox' | 'tickets' | 'plan' | 'handover' | 'team' | 'clients' | 'notices' | 'settings';
/** Those that are a list of tickets. */
type ListView = 'today' | 'inbox' | 'tickets';
export type Filter = 'open' | 'stale' | 'done' | 'all';

/** Where the person is: the section, what is typed into the search field, and which dialog stands open. */
export class ViewState {
  #view = $state<View>('today');
  #filter = $state<Filter>('open');
  #search = $state('');
  #reading = $state(false);
  #dialog = $state<'' | 'new' | 'keys' | 'refused'>('');
  /** One list a section, so that each remembers its place. */
  readonly lists: Record<ListView, TicketList> = {
    today: new TicketList((row) => todayGroup(row, boot.dates)),
    inbox: new TicketList(),
    tickets: new TicketList(),
  };

  get view(): View {
    return this.#view;
  }
  get filter(): Filter {
    return this.#filter;
  }
  get search(): string {
    return this.#search;
  }
  get list(): TicketList | null {
    return this.#view in this.lists ? this.lists[this.#view as ListView] : null;
  }
  /** In a narrow window the list and the ticket take turns: this says that it is the ticket's. */
  get reading(): boolean {
    return this.#reading;
  }
  get dialog() {
    return this.#dialog;
  }

  async go(view: View): Promise<void> {
    this.#view = view;
    this.#reading = false;
    this.#search = '';
    await this.#open();
  }

  async setFilter(filter: Filter): Promise<void> {
    this.#filter = filter;
    await this.#open();
  }

  /** Looks for tickets by number and subject, in all of them. */
  async find(text: string): Promise<void> {
    this.#search = text;
    if (this.#view !== 'tickets') {
      this.#view = 'tickets';
      this.#reading = false;
    }
    await this.#open();
  }

  /** Shows one ticket, wherever the person is. */
  async reveal(id: string, among: Filter = 'all'): Promise<void> {
    if (!this.list?.items.some((i) => i.id === id)) {
      this.#filter = among;
      this.lists.tickets.select(id);
      await this.go('tickets');
    }
    this.list?.select(id);
    this.#reading = true;
  }

  read(open: boolean): void {
    this.#reading = open;
  }

  show(dialog: '' | 'new' | 'keys' | 'refused'): void {
    this.#dialog = dialog;
  }

  async #open(): Promise<void> {
    const list = this.list;
    if (list) await list.open(this.#ask());
  }

  #ask(): Ask {
    if (this.#view !== 'tickets') return { view: this.#view, sort: this.#view === 'today' ? 'deadline' : 'touched' };
    const search = this.#search.trim();
    return { view: search ? 'all' : this.#filter, search, sort: 'touched' };
  }
}

export const view = new ViewState();
