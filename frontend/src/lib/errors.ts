import { m } from './paraglide/messages';
import type { Problem } from './api';
import { say } from './state/notices.svelte';

/** Makes a Problem of whatever was thrown: Go's own is taken as it is, anything else is ours and says so. */
export function toProblem(e: unknown): Problem {
  if (typeof e === 'string' && e.startsWith('{')) {
    try {
      e = JSON.parse(e);
    } catch {
      // not ours after all
    }
  }
  if (e && typeof e === 'object' && 'text' in e && 'code' in e && typeof e.text === 'string' && e.text !== '') return e as Problem;
  console.error(e);
  return { code: 'internal', key: '', params: {}, text: m.error_internal() };
}

/** The one way for an error to reach the person when there is no better place for it. */
export function report(e: unknown): void {
  say({ text: toProblem(e).text, bad: true });
}
