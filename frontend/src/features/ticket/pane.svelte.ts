import { flushSync } from 'svelte';
import { api, type Stage } from '../../lib/api';
import { m } from '../../lib/i18n';
import { give } from '../../lib/state/commands';
import { draft, type Audience } from '../../lib/state/draft.svelte';
import { say } from '../../lib/state/notices.svelte';
import { ticket } from '../../lib/state/ticket.svelte';
import { timer } from '../../lib/state/timer.svelte';
import { view } from '../../lib/state/view.svelte';
import { actionOf, verbs, type Form } from './verbs';

/** What is open on the ticket in the detail pane. It is closed when another ticket comes. */
export class PaneState {
  #ticket = $state('');
  #form = $state<Form | ''>('');
  #about = $state(false);
  /** What a re-estimate begins with: n/h in tenths, or stages. */
  again: { nh: number; stages: Stage[] } = { nh: 0, stages: [] };
  /** An estimate has been chosen and waits to be fixed: its button is the filled one then. */
  estimating = $state(false);

  get form(): Form | '' {
    return this.#ticket === ticket.id ? this.#form : '';
  }
  /** Whether client, kind and urgency can be edited in place. */
  get about(): boolean {
    return this.#ticket === ticket.id && this.#about;
  }

  open(form: Form): void {
    this.#reset();
    this.#form = form;
  }
  close(): void {
    this.#form = '';
  }
  /** Asks why an estimate that was approved is another now (EST-4). */
  reestimate(nh: number, stages: Stage[] = []): void {
    this.again = { nh, stages };
    this.open('reestimate');
  }
  edit(on: boolean): void {
    this.#reset();
    this.#about = on;
  }

  #reset(): void {
    if (this.#ticket === ticket.id) return;
    this.#ticket = ticket.id;
    this.#form = '';
    this.#about = false;
  }

  /** Does a verb: at once, by its form, or by its field. What is not allowed now says why. */
  async act(name: string): Promise<void> {
    const t = ticket.detail;
    const verb = verbs[name];
    if (!t || t.id !== ticket.id || !verb) return;
    const action = actionOf(t, name);
    if (verb.place === 'reply') return this.reply('client');
    if (!action?.enabled) {
      say({ text: action?.why || m.not_now({ what: verb.label(t).replace('…', '') }), bad: true });
      return;
    }
    view.read(true);
    if (verb.form) return this.open(verb.form);
    if (verb.place === 'estimate') return t.approvedNh > 0 && t.status !== 'in_progress' ? this.reestimate(0) : focus('estimate-nh');
    if (verb.place === 'classify') {
      this.edit(true);
      return focus('about-client');
    }
    await give(verb.give!(t.id), verb.done?.(t));
  }

  /** S: starts the selected ticket's timer or, where it runs, stops it. */
  async startOrStop(): Promise<void> {
    const t = ticket.detail;
    if (!t || t.id !== ticket.id) return;
    if (timer.running && timer.current.ticketId === t.id) await give(api.StopTimer(), m.timer_stopped());
    else await give(api.StartTimer(t.id, ''));
  }

  reply(audience: Audience): void {
    view.read(true);
    void ticket.show('talk');
    draft.address(audience);
    focus('reply');
  }
}

/** Puts the focus on a field at once: the next key is already meant for it, so no frame may be waited for. */
function focus(id: string): void {
  flushSync();
  const field = document.getElementById(id);
  field?.focus();
  field?.scrollIntoView({ block: 'nearest' });
}

export const pane = new PaneState();
