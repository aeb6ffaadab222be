import { api, type Problem, type Receipt } from '../api';
import { report, toProblem } from '../errors';
import { m } from '../i18n';
import { say } from './notices.svelte';

/** What was done in this window, oldest first. Ctrl+Z takes back the last of it, or says that it cannot. */
const given: { receipt: Receipt; text: string }[] = [];

/** Gives a command that only keeps what is being typed: Ctrl+Z does not mean it. */
export async function keep(call: Promise<Receipt>): Promise<void> {
  await call.catch(report);
}

/**
 * Gives a command. What went wrong goes to `failed` where a form waits for it, otherwise to the one error path.
 * `done` is told in a toast when the command can be undone or nothing else on the screen shows it.
 */
export async function give(call: Promise<Receipt>, done = '', failed?: (p: Problem) => void): Promise<Receipt | null> {
  try {
    const receipt = await call;
    given.push({ receipt, text: done });
    if (done) say({ text: done, undo: receipt.undoable ? receipt : undefined });
    return receipt;
  } catch (e) {
    if (failed) failed(toProblem(e));
    else report(e);
    return null;
  }
}

/** Takes a command back, the last one unless told otherwise. */
export async function undo(receipt?: Receipt): Promise<void> {
  const at = receipt ? given.findIndex((u) => u.receipt.cmdId === receipt.cmdId) : given.length - 1;
  const last = given[at];
  if (!last?.receipt.undoable) {
    if (!receipt) say({ text: last ? m.undo_cannot() : m.undo_nothing() });
    return;
  }
  given.splice(at, 1);
  try {
    await api.Undo(last.receipt.cmdId);
    say({ text: last.text ? m.undo_done_of({ what: last.text }) : m.undo_done() });
  } catch (e) {
    report(e);
  }
}
