import { api } from '../../lib/api';
import { m } from '../../lib/i18n';
import type { Binding } from '../../lib/keys';
import { give, undo } from '../../lib/state/commands';
import { timer } from '../../lib/state/timer.svelte';
import { view } from '../../lib/state/view.svelte';
import { sections } from './views';

/** The id of the search field, so that `/` finds it. */
export const searchId = 'search';

/** Keys that mean the same in every view. */
export function shellKeys(): Binding[] {
  return [
    { keys: 'KeyC', run: () => view.show('new') },
    { keys: 'Slash', run: focusSearch },
    { keys: 'shift+Slash', run: () => view.show('keys') },
    { keys: 'shift+KeyS', when: () => timer.running, run: stop },
    { keys: 'ctrl+KeyZ', run: () => void undo() },
    ...sections.map((s) => ({ keys: `KeyG ${s.key}`, run: () => void view.go(s.id) })),
    { keys: 'Escape', when: () => view.reading, run: () => view.read(false) },
  ];
}

export function stop(): void {
  void give(api.StopTimer(), m.timer_stopped());
}

function focusSearch(): void {
  const field = document.getElementById(searchId) as HTMLInputElement | null;
  field?.focus();
  field?.select();
}
