import { list, type Problem } from '../../lib/api';
import { report, toProblem } from '../../lib/errors';
import { listen, onGo } from '../../lib/events';
import { boot } from '../../lib/state/boot.svelte';
import { counts } from '../../lib/state/counts.svelte';
import { directory } from '../../lib/state/directory.svelte';
import { draft } from '../../lib/state/draft.svelte';
import { news } from '../../lib/state/news.svelte';
import { sync } from '../../lib/state/sync.svelte';
import { ticket } from '../../lib/state/ticket.svelte';
import { timer } from '../../lib/state/timer.svelte';
import { view } from '../../lib/state/view.svelte';

/** Joins Go's events to what is on the screen; returns what undoes it. */
export function wire(): () => void {
  const off = [
    onGo('changed', (c) => {
      const tickets = list(c.tickets);
      void view.list?.refresh();
      void ticket.changed({ ...c, tickets });
      counts.load().catch(report);
      news.arrived();
      if (c.all || tickets.length === 0) directory.changed().catch(report);
    }),
    onGo('sync', (s) => void sync.apply(s).catch(report)),
    onGo('timer', (t) => timer.apply(t)),
    onGo('show', () => window.focus()),
    listen(),
  ];
  // A new day changes what "today" means; the window may stand open for weeks.
  const day = setInterval(() => {
    if (boot.today && boot.dates.day(new Date().toISOString()) !== boot.today) boot.load().then(() => view.list?.refresh(), report);
  }, 60_000);
  const flush = () => void draft.flush();
  addEventListener('pagehide', flush);
  addEventListener('blur', flush);
  return () => {
    off.forEach((f) => f());
    clearInterval(day);
    removeEventListener('pagehide', flush);
    removeEventListener('blur', flush);
  };
}

/** Reads what the first screen shows. */
export async function load(): Promise<Problem | null> {
  news.arrived();
  const rest = Promise.all([counts.load(), timer.load(), sync.load()]).catch(report);
  try {
    const start = view.view === 'today' && boot.stage === 'ready' ? 'today' : view.view;
    await view.go(start);
    await rest;
    return null;
  } catch (e) {
    return toProblem(e);
  }
}
