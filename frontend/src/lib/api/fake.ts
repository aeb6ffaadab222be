import type {
  Api,
  Boot,
  Calls,
  GoEvent,
  Message,
  Notice,
  PersonDay,
  Receipt,
  Refusal,
  SyncState,
  Team,
  Template,
  TicketDetail,
  TicketRow,
  TimeEntry,
  Timer,
} from './types';

/** A company in memory, for unit tests and for dev/: it answers like Go does, without its rules. */
export interface FakeCompany {
  boot: Boot;
  tickets: TicketDetail[];
  messages: Record<string, Message[]>;
  times: Record<string, TimeEntry[]>;
  clients: Awaited<ReturnType<Calls['Clients']>>;
  people: Awaited<ReturnType<Calls['People']>>;
  timer: Timer;
  sync: SyncState;
  refusals: Refusal[];
  notices?: Notice[];
  templates?: Template[];
  team?: () => Team;
  personDay?: (person: string, day: string) => PersonDay;
  now: () => string;
}

export function emptyTicket(id: string, change: Partial<TicketDetail> = {}): TicketDetail {
  const row: TicketRow = {
    id,
    number: 0,
    subject: '',
    status: 'new',
    urgent: false,
    clientId: '',
    client: '',
    assignee: '',
    source: 'desktop',
    nh: 0,
    factSec: 0,
    touchedAt: '2026-11-24T06:00:00Z',
    planFrom: '',
    planTo: '',
    deadlineAt: '',
    deadlineHard: false,
    unsent: false,
    refused: 0,
    running: false,
    waitFor: '',
    waitSince: '',
    waitRemindAt: '',
    unread: 0,
  };
  const none = { id: '', name: '' };
  return {
    ...row,
    legalEntity: none,
    contact: none,
    infobase: none,
    kind: '',
    urgentReason: '',
    assigneeId: '',
    reason: '',
    criteria: '',
    resolution: '',
    deadlineReason: '',
    createdAt: '2026-11-24T06:00:00Z',
    estimates: [],
    plan: [],
    next: '',
    actions: [],
    refusedCommands: [],
    messages: 0,
    links: [],
    warranty: false,
    waitNote: '',
    handedAt: '',
    approvedNh: 0,
    approvers: [],
    confirmers: [],
    watchers: [],
    watching: false,
    ...change,
  };
}

/** What a first estimate that nobody had to answer leaves empty. */
export const unanswered = { cause: '', evidence: '', absorbed: false, shown: '', way: '', text: '' };

export interface Fake extends Api {
  company: FakeCompany;
  emit(name: string, data: unknown): void;
  /** Every call, in order: what a test looks at. */
  calls: { method: string; args: unknown[] }[];
}

const views: Record<string, (t: TicketDetail) => boolean> = {
  today: (t) => t.running || t.assigneeId !== '',
  inbox: (t) => t.status === 'new' && !t.manager,
  open: (t) => !['done', 'completed', 'irrelevant', 'rejected'].includes(t.status),
  stale: (t) => t.status === 'stale',
  done: (t) => t.status === 'done' || t.status === 'completed',
  all: () => true,
};

export function fakeApi(company: FakeCompany): Fake {
  const listeners = new Set<(e: GoEvent) => void>();
  const drafts = new Map<string, { audience: string; text: string }>();
  let seq = 0;
  let made = 0;
  const emit = (name: string, data: unknown) => {
    seq++;
    for (const fn of listeners) fn({ seq, name, data });
  };
  const of = (id: string) => company.tickets.find((t) => t.id === id)!;
  const done = (id: string, change?: (t: TicketDetail) => void, undoable = false): Receipt => {
    if (id) {
      const t = of(id);
      change?.(t);
      t.touchedAt = company.now();
      emit('changed', { tickets: [id], all: false });
    }
    return { cmdId: `cmd-${++made}`, id: '', undoable };
  };
  const setTimer = (change: Partial<Timer>) => {
    Object.assign(company.timer, change);
    for (const t of company.tickets) t.running = company.timer.running && t.id === company.timer.ticketId;
    emit('timer', { ...company.timer });
  };
  const page = <T>(rows: T[], after: string, limit: number) => {
    const from = Number(after || 0);
    const next = from + limit < rows.length ? String(from + limit) : '';
    return { rows: rows.slice(from, from + limit), next };
  };

  const desk: Calls = {
    Boot: async () => company.boot,
    CheckInvitation: async () => ({ address: 'naryad.romashka.example:8443', until: '2026-11-30T12:00:00Z', fingerprint: '9F:2C:41:AA' }),
    Join: async () => (company.boot = { ...company.boot, stage: 'ready' }),
    CreateAlone: async () => (company.boot = { ...company.boot, stage: 'ready', alone: true }),
    ReestimateTicket: async (form) => done(form.ticketId, (t) => (t.nh = form.nh)),
    WaitTicket: async (id, whom) => done(id, (t) => (t.waitFor = whom), true),
    ResumeTicket: async (id) => done(id, (t) => (t.waitFor = ''), true),
    HearClient: async (id) => done(id),
    HandOverTicket: async (id) => done(id, (t) => (t.handedAt = company.now())),
    MergeTicket: async (id) => done(id),
    SplitTicket: async (id) => done(id),
    LinkTicket: async (id) => done(id, undefined, true),
    UnlinkTicket: async () => done('', undefined, true),
    Settings: async () => ({ language: company.boot.language, theme: company.boot.theme }),
    SetSettings: async (s) => (company.boot = { ...company.boot, ...s }),
    Tickets: async (q) => {
      const text = q.search.toLowerCase();
      const rows = company.tickets
        .filter(views[q.view] ?? (() => true))
        .filter((t) => !text || `${t.number} ${t.subject}`.toLowerCase().includes(text))
        .map((t) => ({ ...t }));
      return { ...page(rows, q.after, q.limit), total: rows.length };
    },
    Counts: async () => ({
      today: company.tickets.filter(views.today!).length,
      inbox: company.tickets.filter(views.inbox!).length,
      status: {},
      notices: (company.notices ?? []).filter((n) => n.unread).length,
    }),
    Ticket: async (id) => structuredClone(of(id)),
    Conversation: async (id, after, limit) => page(company.messages[id] ?? [], after, limit),
    Times: async (id) => company.times[id] ?? [],
    Team: async () => company.team?.() ?? { day: company.boot.today, from: company.now(), to: company.now(), people: [] },
    PersonDay: async (person, day) => company.personDay!(person, day),
    Efficiency: async (from, to) => ({ from, to, team: { nh: 0, seconds: 0, percent: 0, tickets: 0 }, people: [] }),
    History: async () => ({ rows: [], next: '' }),
    People: async () => company.people,
    Clients: async () => company.clients,
    AddClient: async (name, entity) => {
      const id = `client-${++made}`;
      company.clients.push({ id, name, legalEntities: entity ? [{ id: `${id}-le`, name: entity }] : [], contacts: [], infobases: [] });
      return { ...done(''), id };
    },
    AddContact: async () => done(''),
    AddInfobase: async () => done(''),
    CreateTicket: async (f) => {
      const id = `ticket-${++made}`;
      const client = company.clients.find((c) => c.id === f.clientId)?.name ?? '';
      company.tickets.unshift(emptyTicket(id, { ...f, client, unsent: true, touchedAt: company.now() }));
      return { ...done(id), id };
    },
    ClassifyTicket: async (c) =>
      done(c.ticketId, (t) => Object.assign(t, c, { client: company.clients.find((x) => x.id === c.clientId)?.name ?? '' })),
    AcceptTicket: async (id) => done(id, (t) => (t.manager = company.boot.me), true),
    DraftEstimate: async (id, nh, stages) =>
      done(id, (t) => (t.draft = nh || stages.length ? { nh, stages, by: '', at: company.now() } : undefined)),
    EstimateTicket: async (id, nh, stages, reason) =>
      done(id, (t) => {
        const sum = stages.reduce((s, x) => s + x.nh, nh);
        const version = {
          id: `e-${++made}`,
          no: t.estimates.length + 1,
          nh: sum,
          stages,
          firm: stages.length > 0,
          by: '',
          at: company.now(),
        };
        t.estimates = [
          { ...version, ...unanswered, reason, answer: 'yes', automatic: true, answerBy: '', answerAt: '', rule: 'default', ruleNh: 10 },
          ...t.estimates,
        ];
        Object.assign(t, { nh: sum, draft: undefined, status: 'approved' });
      }),
    AnswerEstimate: async (id, _, yes) => done(id, (t) => (t.status = yes ? 'approved' : 'rejected')),
    PlanTicket: async (p) => done(p.ticketId, (t) => Object.assign(t, { planFrom: p.from, planTo: p.to, status: 'planned' }), true),
    SetDeadline: async (id, at, hard, reason) =>
      done(id, (t) => Object.assign(t, { deadlineAt: at, deadlineHard: hard, deadlineReason: reason }), true),
    UnplanTicket: async (id) => done(id, (t) => (t.status = 'approved'), true),
    TakeTicket: async (id) => done(id, (t) => (t.status = 'in_progress'), true),
    PutBackTicket: async (id) => done(id, (t) => (t.status = 'planned'), true),
    FinishTicket: async (id, resolution) => done(id, (t) => Object.assign(t, { status: 'done', resolution }), true),
    ReopenTicket: async (id) => done(id, (t) => (t.status = 'in_progress')),
    ConfirmTicket: async (id) => done(id, (t) => (t.status = 'completed'), true),
    SendBackTicket: async (id) => done(id, (t) => (t.status = 'planned')),
    CloseTicket: async (id) => done(id, (t) => (t.status = 'irrelevant'), true),
    RestoreTicket: async (id) => done(id, (t) => (t.status = 'new')),
    Say: async (id, audience, text, mentions) => {
      const asked = mentions.map((p) => company.people.find((x) => x.id === p)?.short ?? '');
      const own = { author: company.boot.me?.name ?? '', ours: true, source: 'desktop', at: company.now(), unsent: true, mentions: asked };
      (company.messages[id] ??= []).push({ id: `m-${++made}`, audience, text, ...own });
      return done(id, (t) => t.messages++);
    },
    Notices: async (after, limit) => page(company.notices ?? [], after, limit),
    ReadNotices: async (id) => {
      for (const n of company.notices ?? []) if (!id || n.ticketId === id) n.unread = false;
      for (const t of company.tickets) if (!id || t.id === id) t.unread = 0;
      return done(id);
    },
    WatchTicket: async (id) => done(id, (t) => Object.assign(t, { watching: true, watchers: [...t.watchers, company.boot.me!] }), true),
    UnwatchTicket: async (id) =>
      done(id, (t) => Object.assign(t, { watching: false, watchers: t.watchers.filter((p) => p.id !== company.boot.me?.id) }), true),
    Templates: async () => company.templates ?? [],
    SetTemplate: async (form) => {
      const id = form.id || `template-${++made}`;
      company.templates = [...(company.templates ?? []).filter((t) => t.id !== id), { ...form, id }];
      emit('changed', { tickets: [], all: true });
      return { ...done(''), id, undoable: true };
    },
    RemoveTemplate: async (id) => {
      company.templates = (company.templates ?? []).filter((t) => t.id !== id);
      emit('changed', { tickets: [], all: true });
      return done('', undefined, true);
    },
    StartTimer: async (id) => {
      const t = of(id);
      setTimer({
        running: true,
        ticketId: id,
        number: t.number,
        subject: t.subject,
        nh: t.nh,
        factSec: t.factSec,
        startedAt: company.now(),
      });
      return done(id);
    },
    StopTimer: async () => {
      const id = company.timer.ticketId;
      setTimer({ running: false, last: { id, name: company.timer.subject }, lastNumber: company.timer.number });
      return done(id);
    },
    Timer: async () => ({ ...company.timer }),
    Sync: async () => company.sync,
    SyncNow: async () => undefined,
    Refusals: async () => company.refusals,
    DismissRefusal: async (cmdId) => {
      company.refusals = company.refusals.filter((r) => r.cmdId !== cmdId);
      for (const t of company.tickets) {
        t.refusedCommands = t.refusedCommands.filter((r) => r.cmdId !== cmdId);
        t.refused = t.refusedCommands.length;
      }
      emit('changed', { tickets: [], all: true });
    },
    RetryRefusal: async () => done(''),
    Undo: async () => done(''),
    ReplyDraft: async (id) => drafts.get(id) ?? { audience: 'client', text: '' },
    SetReplyDraft: async (id, audience, text) => void drafts.set(id, { audience, text }),
  };

  const calls: Fake['calls'] = [];
  const recorded = Object.fromEntries(
    Object.entries(desk).map(([method, fn]) => [
      method,
      (...args: unknown[]) => {
        calls.push({ method, args });
        return (fn as (...a: unknown[]) => unknown)(...args);
      },
    ]),
  ) as Calls;
  return {
    ...recorded,
    company,
    calls,
    emit,
    onEvent: (fn) => {
      listeners.add(fn);
      return () => listeners.delete(fn);
    },
  };
}
