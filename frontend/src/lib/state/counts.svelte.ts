import { api, type Counts } from '../api';

/** What waits for me, for the rail. */
export class CountsState {
  #counts = $state.raw<Counts>({ today: 0, inbox: 0, status: {}, notices: 0 });

  get today(): number {
    return this.#counts.today;
  }
  get inbox(): number {
    return this.#counts.inbox;
  }
  /** My unread notices. */
  get notices(): number {
    return this.#counts.notices;
  }

  async load(): Promise<void> {
    this.#counts = await api.Counts();
  }
}

export const counts = new CountsState();
