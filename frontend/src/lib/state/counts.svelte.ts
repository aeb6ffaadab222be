import { api, type Counts } from '../api';

/** What waits for me, for the rail. */
export class CountsState {
  #counts = $state.raw<Counts>({ today: 0, inbox: 0, status: {} });

  get today(): number {
    return this.#counts.today;
  }
  get inbox(): number {
    return this.#counts.inbox;
  }

  async load(): Promise<void> {
    this.#counts = await api.Counts();
  }
}

export const counts = new CountsState();
