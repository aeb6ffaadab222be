import { api, list, type Refusal, type SyncState as Sync } from '../api';

/** The connection, and what the authority has refused. */
export class SyncStatus {
  #sync = $state.raw<Sync | null>(null);
  #refusals = $state.raw<Refusal[]>([]);

  get current(): Sync | null {
    return this.#sync;
  }
  /** Refused commands of mine that wait for a decision, newest first. */
  get refusals(): Refusal[] {
    return this.#refusals;
  }

  refusalOf(ticketId: string): Refusal | undefined {
    return this.#refusals.find((r) => r.ticketId === ticketId);
  }

  async load(): Promise<void> {
    this.#sync = await api.Sync();
    await this.loadRefusals();
  }

  async loadRefusals(): Promise<void> {
    this.#refusals = list(await api.Refusals());
  }

  async apply(s: Sync): Promise<void> {
    const before = this.#sync?.refused ?? 0;
    this.#sync = s;
    if (s.refused !== before || s.refused !== this.#refusals.length) await this.loadRefusals();
  }
}

export const sync = new SyncStatus();
