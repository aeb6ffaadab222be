import { api, list, type ClientRow, type Person } from '../api';

/** People and clients, for the fields that name them. Read when first needed and again when everything changed. */
export class Directory {
  #people = $state.raw<Person[]>([]);
  #clients = $state.raw<ClientRow[]>([]);
  #wanted = false;

  get people(): Person[] {
    return this.#people;
  }
  get clients(): ClientRow[] {
    return this.#clients;
  }
  get engineers(): Person[] {
    return this.#people.filter((p) => list(p.roles).includes('engineer'));
  }

  client(id: string): ClientRow | undefined {
    return this.#clients.find((c) => c.id === id);
  }

  /** Makes sure that the directory is there. */
  async need(): Promise<void> {
    if (this.#wanted) return;
    this.#wanted = true;
    await this.load();
  }

  async load(): Promise<void> {
    const [people, clients] = await Promise.all([api.People(), api.Clients()]);
    this.#people = list(people);
    this.#clients = list(clients);
  }

  async changed(): Promise<void> {
    if (this.#wanted) await this.load();
  }
}

export const directory = new Directory();
