/** One key of a layer. Keys are named by place (event.code), so ЙЦУКЕН and QWERTY act alike. */
export interface Binding {
  /** "KeyS", "shift+KeyS", "ctrl+Enter", "KeyG KeyT" */
  keys: string;
  run: (e: KeyboardEvent) => void;
  /** Whether it means something now; otherwise the key is left alone. */
  when?: () => boolean;
  /** Acts while something is being typed, too. */
  typing?: boolean;
}

/** How long the second key of a pair is waited for, in milliseconds. */
const pairTime = 1200;

/** The window's keys, in layers: the topmost that knows a key takes it, a modal one hides those below. */
export class Keys {
  #layers: { bindings: Binding[]; modal: boolean }[] = [];
  #first = '';
  #firstAt = 0;

  /** Adds a layer and returns what removes it. */
  layer(bindings: Binding[], modal = false): () => void {
    const layer = { bindings, modal };
    this.#layers.push(layer);
    return () => {
      this.#layers = this.#layers.filter((l) => l !== layer);
    };
  }

  handle(e: KeyboardEvent): boolean {
    if (e.defaultPrevented || e.isComposing || e.altKey || e.metaKey) return false;
    const typing = isTyping(e.target);
    if (!typing && inMenu(e.target)) return false;
    const key = name(e);
    const pair = this.#first && e.timeStamp - this.#firstAt < pairTime ? `${this.#first} ${key}` : '';
    this.#first = '';
    const layers: Binding[][] = [];
    for (const layer of this.#layers.toReversed()) {
      layers.push(layer.bindings.filter((b) => (!typing || b.typing) && (b.when?.() ?? true)));
      if (layer.modal) break;
    }
    // The second key of a pair belongs to the pair, whatever it means alone in a layer above.
    const hit = pair && layers.flat().find((b) => b.keys === pair);
    if (hit) return this.#run(hit, e, key);
    for (const bindings of layers) {
      const single = bindings.find((b) => b.keys === key);
      if (single) return this.#run(single, e, key);
      if (bindings.some((b) => b.keys.startsWith(`${key} `))) {
        this.#first = key;
        this.#firstAt = e.timeStamp;
        e.preventDefault();
        return true;
      }
    }
    return false;
  }

  #run(hit: Binding, e: KeyboardEvent, key: string): boolean {
    e.preventDefault();
    if (!e.repeat || repeats.has(key)) hit.run(e);
    return true;
  }
}

/** Keys that go on while they are held. */
const repeats = new Set(['KeyJ', 'KeyK', 'ArrowDown', 'ArrowUp']);

function name(e: KeyboardEvent): string {
  const code = e.code === 'NumpadEnter' ? 'Enter' : e.code;
  return `${e.ctrlKey ? 'ctrl+' : ''}${e.shiftKey ? 'shift+' : ''}${code}`;
}

type Place = { tagName?: string; type?: string; isContentEditable?: boolean; closest?: (s: string) => unknown };

const pressed = new Set(['button', 'checkbox', 'radio', 'submit', 'reset', 'range', 'color', 'file']);

/** Whether the keys go into a text: letters must never act then. */
export function isTyping(target: EventTarget | null): boolean {
  const el = target as Place | null;
  if (!el?.tagName) return false;
  if (el.isContentEditable) return true;
  if (el.tagName === 'INPUT') return !pressed.has(el.type ?? 'text');
  return el.tagName === 'TEXTAREA' || el.tagName === 'SELECT' || !!el.closest?.('[role=spinbutton]');
}

function inMenu(target: EventTarget | null): boolean {
  return !!(target as Place | null)?.closest?.('[role=menu],[role=listbox]');
}

export const keys = new Keys();
