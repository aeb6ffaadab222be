import { api, type Changed, type GoEvent, type SyncState, type Timer } from './api';

/** Everything that Go may tell the window. */
export interface Events {
  changed: Changed;
  sync: SyncState;
  timer: Timer;
  show: null;
}

type Handler<K extends keyof Events> = (data: Events[K]) => void;
type Handlers = { [K in keyof Events]: Set<Handler<K>> };
type Waiting = { [K in keyof Events]?: Events[K] };

/** Runs fn in the next frame, or soon when the window is hidden: there are no frames then. */
export type NextFrame = (fn: () => void) => void;

const nextFrame: NextFrame = (fn) => {
  if (document.visibilityState === 'hidden') setTimeout(fn, 50);
  else requestAnimationFrame(fn);
};

/**
 * Hands Go's events to the state classes. A burst is folded into one delivery per name and frame, and never
 * runs inside Go's own callback: mounting a component there breaks the window. A gap in the numbers means
 * that something was missed, so everything visible is asked for again.
 */
export class EventHub {
  #handlers: Handlers = { changed: new Set(), sync: new Set(), timer: new Set(), show: new Set() };
  #waiting: Waiting = {};
  #scheduled = false;
  #seq = 0;
  #frame: NextFrame;

  constructor(frame: NextFrame = nextFrame) {
    this.#frame = frame;
  }

  on<K extends keyof Events>(name: K, fn: Handler<K>): () => void {
    this.#handlers[name].add(fn);
    return () => this.#handlers[name].delete(fn);
  }

  take(e: GoEvent): void {
    if (e.seq > 0) {
      if (this.#seq > 0 && e.seq !== this.#seq + 1) this.#fold('changed', { tickets: [], all: true });
      this.#seq = e.seq;
    }
    if (e.name in this.#handlers) this.#fold(e.name as keyof Events, e.data as never);
  }

  #fold<K extends keyof Events>(name: K, data: Events[K]): void {
    if (name === 'changed') this.#waiting.changed = merge(this.#waiting.changed, data as Changed);
    else this.#waiting[name] = data as Waiting[K];
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#frame(() => this.#deliver());
  }

  #deliver(): void {
    const waiting = this.#waiting;
    this.#waiting = {};
    this.#scheduled = false;
    for (const name of Object.keys(waiting) as (keyof Events)[]) {
      for (const fn of this.#handlers[name]) (fn as Handler<typeof name>)(waiting[name] as never);
    }
  }
}

function merge(a: Changed | undefined, b: Changed): Changed {
  const all = b.all || (a?.all ?? false);
  return { all, tickets: all ? [] : [...new Set([...(a?.tickets ?? []), ...(b.tickets ?? [])])] };
}

export const hub = new EventHub();

/** Subscribes to an event of Go; fn runs in a later frame, once for a burst. */
export function onGo<K extends keyof Events>(name: K, fn: Handler<K>): () => void {
  return hub.on(name, fn);
}

/** Starts listening; called once, after the api is there. */
export function listen(): () => void {
  return api.onEvent((e) => hub.take(e));
}
