import { api, type Timer } from '../api';

const none: Timer = {
  running: false,
  entryId: '',
  ticketId: '',
  number: 0,
  subject: '',
  kind: '',
  startedAt: '',
  factSec: 0,
  nh: 0,
  todaySec: 0,
  lastNumber: 0,
};

/** The timer bar. Go keeps the time; this only counts up from the start that Go told. */
export class TimerState {
  #timer = $state.raw<Timer>(none);
  #now = $state(0);
  #ready = $state(false);

  constructor(private time: () => number = Date.now) {
    this.#now = time();
  }

  get ready(): boolean {
    return this.#ready;
  }
  get running(): boolean {
    return this.#timer.running;
  }
  get current(): Timer {
    return this.#timer;
  }
  /** Seconds of the running piece, 0 when nothing runs. */
  get seconds(): number {
    if (!this.#timer.running) return 0;
    return Math.max(0, Math.floor((this.#now - Date.parse(this.#timer.startedAt)) / 1000));
  }
  /** Seconds on the running ticket by everybody, the running piece included. */
  get factSec(): number {
    return this.#timer.factSec + this.seconds;
  }
  /** My seconds today, the running piece included. */
  get todaySec(): number {
    return this.#timer.todaySec + this.seconds;
  }

  async load(): Promise<void> {
    this.apply(await api.Timer());
  }

  apply(t: Timer): void {
    this.#timer = t;
    this.#ready = true;
    this.tick();
  }

  tick(): void {
    this.#now = this.time();
  }

  /** Ticks on whole seconds of the running piece until the returned function is called. */
  run(): () => void {
    let handle = 0;
    const next = () => {
      this.tick();
      handle = window.setTimeout(next, 1000 - ((this.time() - (Date.parse(this.#timer.startedAt) || 0)) % 1000) + 5);
    };
    next();
    return () => clearTimeout(handle);
  }
}

export const timer = new TimerState();
