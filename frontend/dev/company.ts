import { emptyTicket, unanswered, type FakeCompany } from '../src/lib/api/fake';
import { personDay, team } from './team';
import type { Action, Boot, Estimate, Message, TicketDetail } from '../src/lib/api';

/** An invented company in the middle of a Tuesday: what the screens are looked at with. */
const names = [
  'Синий Шуруп',
  'Бублик-Транзит',
  'Квазибетон',
  'Гипотенуза-Строй',
  'Пельмень-Опт',
  'Ёж и Колесо',
  'Фарм-Одуванчик',
  'Рычаг и Точка',
  'Северный Хвощ',
  'Второй Понедельник',
];

const day = '2026-11-24';
const at = (time: string, d = day) => new Date(`${d}T${time}:00+03:00`).toISOString();
const can = (...verbs: string[]): Action[] => verbs.map((verb) => ({ verb, enabled: true, why: '' }));
const cannot = (verb: string, why: string): Action => ({ verb, enabled: false, why });

const approved = (nh: number): Estimate => ({
  ...unanswered,
  id: 'e1',
  no: 1,
  nh,
  stages: [],
  firm: false,
  by: 'Зимина Т.',
  at: at('09:20'),
  reason: '',
  answer: 'yes',
  automatic: true,
  answerBy: '',
  answerAt: at('09:20'),
  rule: 'default',
  ruleNh: 10,
});

const me = { id: 'p1', name: 'Лебедев Артём', short: 'Лебедев А.', roles: ['engineer', 'manager', 'lead'] };
const zimina = { id: 'p2', name: 'Зимина Татьяна', short: 'Зимина Т.', roles: ['manager'] };
const gromov = { id: 'p3', name: 'Громов Пётр', short: 'Громов П.', roles: ['engineer', 'lead'] };

/** A part of somebody's in a ticket that several work on. */
function part(who: typeof me, from: string, state: string) {
  const [startAt, endAt] = [at(from), at('18:00')];
  return { id: `plan-${who.id}`, stageNo: 0, engineerId: who.id, engineer: who.short, from: startAt, to: endAt, nh: 5, state };
}

function ticket(i: number, number: number, subject: string, status: string, change: Partial<TicketDetail>): TicketDetail {
  const mine = !['new', 'estimated'].includes(status);
  return emptyTicket(`t${number || 'x'}`, {
    number,
    subject,
    status,
    clientId: `c${i}`,
    client: `«${names[i]}»`,
    kind: 'error',
    manager: zimina,
    assignee: mine ? me.short : '',
    assigneeId: mine ? me.id : '',
    touchedAt: at('13:52'),
    actions: can('timer.start', 'ticket.say', 'ticket.unplan', 'ticket.plan', 'ticket.classify', 'ticket.close'),
    next: 'timer.start',
    estimates: change.nh ? [approved(change.nh)] : [],
    ...change,
  });
}

const notice = (
  kind: string,
  by: string,
  ticketId: string,
  number: number,
  subject: string,
  time: string,
  text: string,
  unread = true,
) => ({
  id: `n-${ticketId}-${kind}`,
  kind,
  by,
  ticketId,
  number,
  subject,
  at: at(time),
  text,
  unread,
});

const working = [
  ...can(
    'ticket.finish',
    'ticket.say',
    'timer.stop',
    'ticket.put_back',
    'ticket.estimate',
    'ticket.plan',
    'ticket.classify',
    'ticket.close',
  ),
  cannot('ticket.reopen', 'Заявка ещё в работе: продолжать нечего.'),
];

function tickets(): TicketDetail[] {
  const fresh = { assignee: '', assigneeId: '', manager: undefined, kind: '', next: 'ticket.accept' };
  const incoming = can('ticket.accept', 'ticket.classify', 'timer.start', 'ticket.say', 'ticket.close', 'ticket.estimate');
  return [
    ticket(0, 14312, 'Не проводится реализация', 'in_progress', {
      urgent: true,
      urgentReason: 'Машина под погрузкой',
      nh: 5,
      factSec: 60,
      running: true,
      planFrom: at('10:00'),
      planTo: at('10:30'),
      contact: { id: 'k1', name: 'Анна Винтикова' },
      messages: 4,
      next: 'ticket.finish',
      actions: working,
    }),
    ticket(1, 14298, 'УПД не уходит в ЭДО', 'planned', {
      nh: 8,
      planFrom: at('14:00'),
      planTo: at('16:00'),
      deadlineAt: at('16:00'),
      deadlineHard: true,
    }),
    ticket(2, 14268, 'Обновить доработанную БП', 'in_progress', {
      nh: 20,
      plan: [part(gromov, '10:00', 'done'), part(me, '12:00', 'published'), part(zimina, '15:00', 'published')],
      planFrom: at('10:00'),
      planTo: at('18:00'),
      actions: working,
      next: 'ticket.finish',
    }),
    ticket(3, 14287, 'Обмен УТ–БП: дубли', 'planned', { nh: 20, planFrom: at('10:00'), planTo: at('18:00', '2026-11-25'), factSec: 1440 }),
    ticket(4, 14301, 'Права новому бухгалтеру', 'planned', { nh: 2, planFrom: at('16:00'), planTo: at('17:00') }),
    ticket(5, 14276, 'Пропала печатная форма', 'planned', { nh: 5, planFrom: at('17:00'), planTo: at('18:00'), unsent: true }),
    ticket(6, 14290, 'Отпускные без премии', 'planned', {
      nh: 10,
      unread: 1,
      planFrom: at('10:00', '2026-11-26'),
      planTo: at('12:00', '2026-11-26'),
    }),
    ticket(7, 0, 'Не грузятся отчёты маркетплейса', 'approved', {
      nh: 30,
      approvedNh: 30,
      unsent: true,
      touchedAt: at('13:35'),
      actions: can('ticket.plan', 'ticket.estimate', 'ticket.wait', 'ticket.say'),
      next: 'ticket.plan',
    }),
    ticket(8, 14251, 'Нет лицензий', 'planned', {
      nh: 3,
      waitFor: 'access',
      waitSince: at('10:00', '2026-11-23'),
      waitRemindAt: at('10:00', '2026-11-25'),
      planFrom: at('10:00', '2026-11-27'),
      planTo: at('12:00', '2026-11-27'),
    }),
    ticket(9, 14102, 'Печать этикеток на складе', 'stale', {
      next: 'ticket.restore',
      actions: can('ticket.restore', 'ticket.close', 'ticket.say', 'ticket.classify'),
      touchedAt: at('11:20', '2026-10-22'),
    }),
    ticket(1, 14318, 'УПД не уходят, срочно', 'new', {
      ...fresh,
      source: 'email',
      urgent: true,
      actions: incoming,
      touchedAt: at('14:08'),
    }),
    ticket(5, 14317, 'Касса: ошибка ФФД', 'new', { ...fresh, source: 'phone', actions: incoming, touchedAt: at('13:55') }),
    ticket(3, 14316, 'Re: Красная оборотка по 60 счёту', 'new', { ...fresh, source: 'email', actions: incoming, touchedAt: at('13:31') }),
    ticket(4, 14315, 'Маркировка: отказ', 'new', { ...fresh, source: 'messenger', actions: incoming, touchedAt: at('13:20') }),
    ticket(9, 14314, 'Вопрос по счёту', 'new', {
      ...fresh,
      clientId: '',
      client: '',
      source: 'email',
      actions: incoming,
      next: 'ticket.classify',
    }),
    ticket(2, 14305, 'Отчёт по марже по менеджерам и складам', 'estimated', {
      nh: 65,
      actions: can('ticket.answer_estimate', 'ticket.estimate', 'timer.start', 'ticket.say', 'ticket.classify', 'ticket.close'),
      next: 'ticket.answer_estimate',
      contact: { id: 'k1', name: 'Щебнева Ю.' },
      approvers: [
        { id: 'k1', name: 'Щебнева Ю.' },
        { id: 'k2', name: 'Винтикова А.' },
      ],
      estimates: [
        {
          ...approved(65),
          id: 'e2',
          no: 2,
          at: at('15:10', '2026-11-23'),
          answer: '',
          automatic: false,
          cause: 'changed_request',
          evidence: 'Письмо Щебневой 23 ноя: «ещё по складам и с правами».',
          firm: true,
          stages: [
            { no: 1, name: 'Постановка и макет', nh: 20 },
            { no: 2, name: 'Запрос и отчёт в расширении', nh: 40 },
            { no: 3, name: 'Права и проверка на копии', nh: 5 },
          ],
        },
        {
          ...approved(40),
          at: at('11:02', '2026-11-17'),
          automatic: false,
          answerBy: 'Щебнева Ю.',
          answerAt: at('11:24', '2026-11-17'),
          way: 'call',
          text: 'Да, делайте, только до конца месяца.',
          shown: '«Отчёт по марже по менеджерам и складам»: 4 н/ч',
        },
      ],
    }),
    ticket(6, 14240, 'Закрытие месяца: счёт 26', 'done', {
      nh: 13,
      resolution: 'Исправили.',
      actions: can('ticket.confirm', 'ticket.send_back', 'ticket.say'),
      next: 'ticket.confirm',
    }),
  ];
}

const said = (
  id: string,
  author: string,
  ours: boolean,
  audience: string,
  time: string,
  text: string,
  mentions: string[] = [],
): Message => ({
  id,
  author,
  ours,
  audience,
  source: ours ? 'desktop' : 'email',
  at: at(time),
  text,
  unsent: false,
  mentions,
});

export function company(params: URLSearchParams): FakeCompany {
  const boot: Boot = {
    stage: params.get('stage') ?? 'ready',
    language: params.get('lang') ?? 'ru',
    theme: params.get('theme') ?? 'light',
    version: '0.1.0',
    timeZone: 'Europe/Moscow',
    today: day,
    me,
    company: 'ООО «Ромашка-Сервис»',
    alone: false,
    scale: [1, 2, 3, 5, 8, 10, 20, 30, 40, 65, 130],
    kinds: ['error', 'consultation', 'development', 'update', 'setup'],
  };
  const all = params.get('many') ? many() : params.get('none') ? [] : tickets();
  const c: FakeCompany = {
    boot,
    tickets: all,
    messages: {
      t14312: [
        said(
          'm1',
          'Анна Винтикова',
          false,
          'client',
          '09:12',
          'После обновления не проводится реализация № 411: «Не заполнено поле „Склад“». Машина уже стоит под погрузкой.',
        ),
        said(
          'm2',
          'Зимина Т.',
          true,
          'internal',
          '09:18',
          'У них своя роль «Кладовщик+», см. паспорт, раздел «Доработки». Звонили дважды.',
        ),
        said(
          'm3',
          'Лебедев А.',
          true,
          'client',
          '14:41',
          'Воспроизвёл на копии. У роли нет доступа к складам, открытым после обновления. Исправляю, проверю на № 411 и напишу.',
        ),
        said('m4', 'Анна Винтикова', false, 'client', '14:47', 'Спасибо, ждём.'),
      ],
    },
    times: {
      t14312: [
        {
          id: 'x1',
          person: 'Лебедев А.',
          kind: 'work',
          from: at('14:39'),
          to: '',
          rawFrom: at('14:39'),
          rawTo: '',
          seconds: 2472,
          trimmed: false,
          review: '',
          note: '',
        },
        {
          id: 'x2',
          person: 'Зимина Т.',
          kind: 'analysis',
          from: at('09:14'),
          to: at('09:20'),
          rawFrom: at('09:14'),
          rawTo: at('09:31'),
          seconds: 360,
          trimmed: true,
          review: '',
          note: 'звонок',
        },
      ],
    },
    clients: names.map((n, i) => ({
      id: `c${i}`,
      name: `«${n}»`,
      legalEntities: [{ id: `l${i}`, name: `ООО «${n}»` }],
      contacts: [{ id: 'k1', name: 'Анна Винтикова' }],
      infobases: [],
    })),
    people: [me, zimina, gromov],
    timer: {
      running: !params.get('none'),
      entryId: 'x1',
      ticketId: 't14312',
      number: 14312,
      subject: 'Не проводится реализация',
      kind: 'work',
      startedAt: new Date(Date.now() - 2472_000).toISOString(),
      factSec: 60,
      nh: 5,
      todaySec: 16_200,
      lastNumber: 0,
    },
    sync: { state: params.get('state') ?? 'synced', since: at('13:02'), pending: 2, refused: 0, done: 42e6, total: 96e6 },
    refusals: [],
    notices: params.get('none')
      ? []
      : [
          notice('mention', 'Орлова М.', 't14290', 14290, 'Отпускные без премии', '13:52', 'Артём, глянешь расчёт?'),
          notice('planned', 'Громов П.', 't14298', 14298, 'УПД не уходит в ЭДО', '12:10', ''),
          notice('client_wrote', '', 't14312', 14312, 'Не проводится реализация', '14:47', 'Спасибо, ждём.', false),
          notice('answered', 'Зимина Т.', 't14268', 14268, 'Обновить доработанную БП', '10:05', '', false),
        ],
    templates: [
      {
        id: 'tpl1',
        name: 'Приняли в работу',
        audience: 'client',
        text: 'Анна Винтикова, приняли в работу заявку № 14312. Напишем, когда будет результат.',
      },
      {
        id: 'tpl2',
        name: 'Нужен доступ',
        audience: 'client',
        text: 'Анна Винтикова, чтобы продолжить, нужен доступ к базе. Откройте его, пожалуйста, и ответьте на это письмо.',
      },
      { id: 'tpl3', name: 'Передаю смену', audience: 'internal', text: 'Передаю заявку № 14312. Что сделано и что осталось:' },
    ],
    team,
    personDay,
    now: () => new Date().toISOString(),
  };
  if (params.get('state') === 'refused') refuse(c);
  return c;
}

/** Громов was first: the estimate made offline is refused. */
function refuse(c: FakeCompany): void {
  const t = c.tickets.find((x) => x.number === 14287)!;
  const refusal = {
    cmdId: 'r1',
    verb: 'ticket.estimate',
    verbName: 'оценка',
    ticketId: t.id,
    number: t.number,
    subject: t.subject,
    at: at('13:17'),
    problem: { code: 'conflict', key: 'x', params: {}, text: 'Заявка уже запланирована с оценкой 3 н/ч. Решите, что делать с вашей.' },
    typed: [{ field: 'nh', name: 'Оценка', old: '', new: '2 н/ч' }],
    again: true,
  };
  Object.assign(t, {
    nh: 30,
    refused: 1,
    refusedCommands: [refusal],
    estimates: [{ ...approved(30), automatic: false, answerBy: 'Громов П.', no: 3 }],
  });
  c.refusals = [refusal];
  c.sync.refused = 1;
}

function many(): TicketDetail[] {
  return Array.from({ length: 5000 }, (_, i) =>
    emptyTicket(`n${i}`, {
      number: 20000 - i,
      subject: `Заявка ${i}`,
      status: 'planned',
      clientId: `c${i % 10}`,
      client: `«${names[i % 10]}»`,
      nh: 5,
      assigneeId: 'p1',
    }),
  );
}
