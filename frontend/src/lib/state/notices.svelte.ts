import type { Receipt } from '../api';

/** One thing to tell: what happened, and what can be done about it. Shown by the toaster, which loads later than this. */
export interface Notice {
  text: string;
  bad?: boolean;
  /** The command that Undo takes back. */
  undo?: Receipt;
  action?: { label: string; run: () => void };
}

type Listener = (n: Notice) => void;

let listener: Listener | null = null;
const early: Notice[] = [];

/** Tells the person something; what is said before the toaster stands is shown when it does. */
export function say(n: Notice): void {
  if (listener) listener(n);
  else early.push(n);
}

export function onNotice(fn: Listener): () => void {
  listener = fn;
  for (const n of early.splice(0)) fn(n);
  return () => {
    listener = null;
  };
}
