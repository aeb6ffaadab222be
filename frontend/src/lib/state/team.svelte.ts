import { api, list, type PersonDay, type Problem, type Team, type Worker } from '../api';
import { toProblem } from '../errors';

/** Another day, YYYY-MM-DD. */
export function dayBeside(day: string, by: number): string {
  const d = new Date(`${day}T00:00:00Z`);
  d.setUTCDate(d.getUTCDate() + by);
  return d.toISOString().slice(0, 10);
}

/** Who does what now, and one person's day (TM-9). */
export class TeamState {
  #team = $state.raw<Team | null>(null);
  #problem = $state.raw<Problem | null>(null);
  #free = $state(false);
  #personId = $state('');
  #day = $state(''); // '': today, whichever day that becomes
  #shown = $state.raw<PersonDay | null>(null);
  #dayProblem = $state.raw<Problem | null>(null);
  #asked = 0;

  get loaded(): boolean {
    return this.#team !== null;
  }
  get team(): Team | null {
    return this.#team;
  }
  get problem(): Problem | null {
    return this.#problem;
  }
  get people(): Worker[] {
    return list(this.#team?.people);
  }
  /** Nobody's timer that runs is free to be given work. */
  get freeOnly(): boolean {
    return this.#free;
  }
  get freeCount(): number {
    return this.people.filter((p) => !p.now).length;
  }
  get rows(): Worker[] {
    return this.#free ? this.people.filter((p) => !p.now) : this.people;
  }
  get personId(): string {
    return this.#personId;
  }
  get today(): string {
    return this.#team?.day ?? '';
  }
  get day(): string {
    return this.#day || this.today;
  }
  get isToday(): boolean {
    return this.day === this.today;
  }
  get shown(): PersonDay | null {
    return this.#shown;
  }
  get dayProblem(): Problem | null {
    return this.#dayProblem;
  }

  /** Asks anew for what is shown. `me` is whose day is shown where nobody is chosen yet. */
  async load(me: string): Promise<void> {
    this.#problem = null;
    try {
      this.#team = await api.Team();
    } catch (e) {
      this.#problem = toProblem(e);
      return;
    }
    if (!this.people.some((p) => p.id === this.#personId))
      this.#personId = this.people.find((p) => p.id === me)?.id ?? this.people[0]?.id ?? '';
    await this.#loadDay();
  }

  async showFree(only: boolean): Promise<void> {
    this.#free = only;
    if (!this.rows.some((p) => p.id === this.#personId) && this.rows[0]) await this.select(this.rows[0].id);
  }

  async select(id: string): Promise<void> {
    if (id === this.#personId) return;
    this.#personId = id;
    await this.#loadDay();
  }

  /** Selects the next row, or the one before. */
  async step(by: number): Promise<void> {
    const at = this.rows.findIndex((p) => p.id === this.#personId);
    const to = this.rows[Math.max(0, Math.min(this.rows.length - 1, at + by))];
    if (to) await this.select(to.id);
  }

  /** Goes to another day; there is none after today. */
  async turn(by: number): Promise<void> {
    const day = dayBeside(this.day, by);
    if (!this.today || day > this.today) return;
    this.#day = day === this.today ? '' : day;
    await this.#loadDay();
  }

  async #loadDay(): Promise<void> {
    if (!this.#personId) return;
    const asked = ++this.#asked;
    try {
      const day = await api.PersonDay(this.#personId, this.day);
      if (asked !== this.#asked) return;
      this.#shown = day;
      this.#dayProblem = null;
    } catch (e) {
      if (asked === this.#asked) this.#dayProblem = toProblem(e);
    }
  }
}

export const team = new TeamState();
