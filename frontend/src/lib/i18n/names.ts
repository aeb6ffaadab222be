import { m } from '.';
import type { Notice, TicketRow } from '../api';

/* Status, kind and source stand in lists thousands of times, so the window has their names itself. Names of verbs
   and fields come from Go with the history that they stand in. */

const statuses: Record<string, () => string> = {
  new: m.status_new,
  estimated: m.status_estimated,
  approved: m.status_approved,
  rejected: m.status_rejected,
  planned: m.status_planned,
  in_progress: m.status_in_progress,
  done: m.status_done,
  completed: m.status_completed,
  stale: m.status_stale,
  irrelevant: m.status_irrelevant,
};

const kinds: Record<string, () => string> = {
  error: m.kind_error,
  consultation: m.kind_consultation,
  development: m.kind_development,
  update: m.kind_update,
  setup: m.kind_setup,
};

const sources: Record<string, () => string> = {
  desktop: m.source_desktop,
  email: m.source_email,
  portal: m.source_portal,
  api: m.source_api,
  phone: m.source_phone,
  messenger: m.source_messenger,
  system: m.source_system,
};

const works: Record<string, () => string> = {
  work: m.work_work,
  analysis: m.work_analysis,
  talk: m.work_talk,
  help: m.work_help,
  internal: m.work_internal,
};

const roles: Record<string, () => string> = {
  engineer: m.role_engineer,
  manager: m.role_manager,
  lead: m.role_lead,
  admin: m.role_admin,
};

const ways: Record<string, () => string> = { call: m.way_call, chat: m.way_chat, mail: m.way_mail };

const links: Record<string, () => string> = {
  caused_by: m.link_caused_by,
  follow_up: m.link_follow_up,
  duplicate: m.link_duplicate,
  warranty: m.link_warranty,
};

/** The same seen from the other ticket. */
const linked: Record<string, () => string> = {
  caused_by: m.linked_caused_by,
  follow_up: m.linked_follow_up,
  duplicate: m.linked_duplicate,
  warranty: m.linked_warranty,
};

/** What a refusal of the verb is called: «оценка не записана». */
const refusals: Record<string, () => string> = {
  'ticket.accept': m.refused_accept,
  'ticket.estimate': m.refused_estimate,
  'ticket.draft_estimate': m.refused_estimate,
  'ticket.classify': m.refused_classify,
  'ticket.plan': m.refused_plan,
  'ticket.finish': m.refused_finish,
  'ticket.say': m.refused_say,
  'ticket.create': m.refused_create,
};

const notices: Record<string, (p: { who: string }) => string> = {
  mention: m.news_mention,
  sent_back: m.news_sent_back,
  answered: m.news_answered,
  planned: m.news_planned,
  unplanned: m.news_unplanned,
  assigned: m.news_assigned,
  manager: m.news_manager,
  client_wrote: m.news_client_wrote,
  commented: m.news_commented,
  replied: m.news_replied,
  done: m.news_done,
  stale: m.news_stale,
};

/** A notice as a sentence: «Зимина Т. спрашивает вас». */
export const noticeWords = (n: Pick<Notice, 'kind' | 'by'>) => notices[n.kind]?.({ who: n.by || m.somebody() }) ?? n.kind;

const named = (names: Record<string, () => string>) => (key: string) => names[key]?.() ?? key;

export const statusName = named(statuses);
export const kindName = named(kinds);
export const sourceName = named(sources);
export const workName = named(works);
export const roleName = named(roles);
export const wayName = named(ways);
export const refusedName = (verb: string) => (refusals[verb] ?? m.refused_other)();

const waits: Record<string, () => string> = { client: m.wait_client, vendor: m.wait_vendor, access: m.wait_access };

const causes: Record<string, () => string> = {
  hidden_work: m.cause_hidden_work,
  changed_request: m.cause_changed_request,
  access_or_data: m.cause_access_or_data,
  our_mistake: m.cause_our_mistake,
};

export const waitName = named(waits);
export const causeName = named(causes);
export const allWaits = Object.keys(waits);
export const allCauses = Object.keys(causes);
export const linkName = named(links);
export const linkedName = (l: { kind: string; out: boolean }) => (l.out ? linkName : named(linked))(l.kind);

export const allLinks = Object.keys(links);
export const allWays = Object.keys(ways);

/** «№ 14312», or a dash until the authority has given a number (ST-1). */
export function numberOf(t: Pick<TicketRow, 'number'>): string {
  return t.number ? m.number({ number: String(t.number) }) : m.number_none();
}
