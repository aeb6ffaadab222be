import Ban from '@lucide/svelte/icons/ban';
import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import CalendarPlus from '@lucide/svelte/icons/calendar-plus';
import CalendarX from '@lucide/svelte/icons/calendar-x';
import Check from '@lucide/svelte/icons/check';
import CheckCheck from '@lucide/svelte/icons/check-check';
import CornerUpLeft from '@lucide/svelte/icons/corner-up-left';
import GitMerge from '@lucide/svelte/icons/git-merge';
import Hand from '@lucide/svelte/icons/hand';
import Hourglass from '@lucide/svelte/icons/hourglass';
import Link from '@lucide/svelte/icons/link';
import PencilLine from '@lucide/svelte/icons/pencil-line';
import Phone from '@lucide/svelte/icons/phone';
import Play from '@lucide/svelte/icons/play';
import Reply from '@lucide/svelte/icons/reply';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import Send from '@lucide/svelte/icons/send';
import Split from '@lucide/svelte/icons/split';
import Square from '@lucide/svelte/icons/square';
import ThumbsUp from '@lucide/svelte/icons/thumbs-up';
import { api, list, type Action, type Receipt, type TicketDetail } from '../../lib/api';
import { m } from '../../lib/i18n';
import { boot } from '../../lib/state/boot.svelte';
import { onlyMyPart } from './parts';

/** A form that a verb opens on the ticket. */
export type Form =
  | 'answer'
  | 'plan'
  | 'deadline'
  | 'finish'
  | 'reopen'
  | 'confirm'
  | 'sendBack'
  | 'close'
  | 'link'
  | 'merge'
  | 'split'
  | 'wait'
  | 'hear'
  | 'reestimate';

/** A field of the ticket that a verb goes to. */
export type Place = 'estimate' | 'classify' | 'reply';

/** How a verb looks and what it does: gives its command, opens a form or goes to a field. */
export interface Verb {
  label: (t: TicketDetail) => string;
  icon: typeof Check;
  /** The key as it is shown, and by its place on the keyboard. */
  hint?: string;
  key?: string;
  form?: Form;
  place?: Place;
  give?: (id: string) => Promise<Receipt>;
  /** What is told when it is done and the screen does not show it by itself. */
  done?: (t: TicketDetail) => string;
}

export const verbs: Record<string, Verb> = {
  'ticket.accept': {
    label: m.verb_accept,
    icon: Check,
    hint: 'A',
    key: 'KeyA',
    give: (id) => api.AcceptTicket(id),
    done: (t) => m.done_accept({ what: nameOf(t) }),
  },
  'ticket.classify': { label: m.verb_classify, icon: PencilLine, hint: 'L', key: 'KeyL', place: 'classify' },
  'ticket.estimate': { label: m.verb_estimate, icon: PencilLine, hint: 'E', key: 'KeyE', place: 'estimate' },
  'ticket.answer_estimate': { label: m.verb_answer, icon: ThumbsUp, form: 'answer' },
  'ticket.plan': { label: m.verb_plan, icon: CalendarPlus, form: 'plan' },
  'ticket.unplan': {
    label: m.verb_unplan,
    icon: CalendarX,
    give: (id) => api.UnplanTicket(id),
    done: (t) => m.done_unplan({ what: nameOf(t) }),
  },
  'ticket.set_deadline': { label: m.verb_deadline, icon: CalendarClock, form: 'deadline' },
  'ticket.take': { label: m.verb_take, icon: Hand, give: (id) => api.TakeTicket(id), done: (t) => m.done_take({ what: nameOf(t) }) },
  'timer.start': { label: m.verb_start, icon: Play, hint: 'S', give: (id) => api.StartTimer(id, '') },
  'timer.stop': { label: m.stop, icon: Square, hint: 'S', give: () => api.StopTimer(), done: () => m.timer_stopped() },
  'ticket.finish': {
    label: (t) => (onlyMyPart(t, boot.me?.id ?? '') ? m.verb_finish_part() : m.verb_finish()),
    icon: Check,
    hint: 'D',
    key: 'KeyD',
    form: 'finish',
  },
  'ticket.put_back': {
    label: m.verb_put_back,
    icon: CornerUpLeft,
    give: (id) => api.PutBackTicket(id),
    done: (t) => m.done_put_back({ what: nameOf(t) }),
  },
  'ticket.confirm': { label: m.verb_confirm, icon: CheckCheck, form: 'confirm' },
  'ticket.send_back': { label: m.verb_send_back, icon: CornerUpLeft, form: 'sendBack' },
  'ticket.reopen': { label: m.verb_reopen, icon: RotateCcw, form: 'reopen' },
  'ticket.close': { label: m.verb_close, icon: Ban, form: 'close' },
  'ticket.restore': {
    label: m.verb_restore,
    icon: RotateCcw,
    give: (id) => api.RestoreTicket(id),
    done: (t) => m.done_restore({ what: nameOf(t) }),
  },
  'ticket.wait': { label: m.verb_wait, icon: Hourglass, form: 'wait' },
  'ticket.resume': { label: m.verb_resume, icon: Play, give: (id) => api.ResumeTicket(id), done: () => m.done_resume() },
  'ticket.hear': { label: m.verb_hear, icon: Phone, form: 'hear' },
  'ticket.hand_over': { label: m.verb_hand_over, icon: Send, give: (id) => api.HandOverTicket(id, ''), done: () => m.done_hand_over() },
  'ticket.link': { label: m.verb_link, icon: Link, form: 'link' },
  'ticket.split': { label: m.verb_split, icon: Split, form: 'split' },
  'ticket.merge': { label: m.verb_merge, icon: GitMerge, form: 'merge' },
  'ticket.say': { label: m.verb_say, icon: Reply, hint: 'R', place: 'reply' },
};

function nameOf(t: TicketDetail): string {
  return t.number ? m.number({ number: String(t.number) }) : `«${t.subject}»`;
}

/** Forms that are components of their own; the small ones share Forms.svelte. */
export type SmallForm = Exclude<Form, 'plan' | 'deadline' | 'link' | 'merge' | 'split' | 'wait' | 'hear' | 'reestimate'>;

export function actionOf(t: TicketDetail, verb: string): Action | undefined {
  return list(t.actions).find((a) => a.verb === verb);
}

/** Verbs that stand as buttons beside the filled one where they are allowed; all others are in the menu. */
const beside = ['ticket.resume', 'timer.start', 'timer.stop', 'ticket.send_back', 'ticket.plan', 'ticket.wait'];

/** Fields of the screen: they need no button unless they come next. */
const onScreen = new Set(['ticket.estimate', 'ticket.classify', 'ticket.say']);

/** What the head of a ticket offers: the one next action, one more button, the rest in the menu. */
export function offers(t: TicketDetail): { next?: Action; second?: Action; rest: Action[] } {
  const actions = list(t.actions).filter((a) => verbs[a.verb]);
  const next = actions.find((a) => a.verb === t.next && a.enabled && a.verb !== 'ticket.say');
  const second = actions.find((a) => a !== next && a.enabled && beside.includes(a.verb));
  const rest = actions.filter((a) => a !== next && a !== second && !onScreen.has(a.verb));
  return { next, second, rest };
}
