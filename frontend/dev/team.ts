import type { PersonDay, Piece, Team, Worker } from '../src/lib/api';

/** The invented company's Tuesday as its team sees it. */
const at = (time: string, day = '2026-11-24') => (time ? new Date(`${day}T${time}:00+03:00`).toISOString() : '');

let made = 0;
export function piece(from: string, to: string, change: Partial<Piece> = {}): Piece {
  return {
    id: `w${++made}`,
    ticketId: change.number ? `t${change.number}` : '',
    number: 0,
    subject: '',
    status: change.number ? 'in_progress' : '',
    clientId: '',
    client: '',
    nh: 0,
    stageNo: 0,
    kind: change.number ? 'work' : 'internal',
    from: at(from),
    to: at(to),
    rawFrom: at(from),
    rawTo: at(to),
    seconds: (Date.parse(at(to || '14:20')) - Date.parse(at(from))) / 1000,
    trimmed: false,
    manual: false,
    review: '',
    note: '',
    ...change,
  };
}

const on = (number: number, subject: string, client: string, i: number) => ({ number, subject, client: `«${client}»`, clientId: `c${i}` });

function worker(id: string, name: string, place: string, ahead: number, pieces: Piece[]): Worker {
  const now = pieces.find((p) => !p.to);
  const ended = pieces.filter((p) => p.to);
  return {
    id,
    name,
    short: name,
    roles: ['engineer'],
    timeZone: '',
    place,
    offsetMin: 180 + ahead * 60,
    now,
    lastTo: ended.at(-1)?.to ?? '',
    pieces,
    seconds: ended.reduce((s, p) => s + p.seconds, 0),
  };
}

export function team(): Team {
  const people = [
    worker('p1', 'Лебедев Артём', 'Самара', 1, [
      piece('08:00', '08:18', on(14296, 'Истёк сертификат ЭДО', 'Пельмень-Опт', 4)),
      piece('08:25', '11:10', on(14268, 'Обновить доработанную БП', 'Квазибетон', 2)),
      piece('12:30', '13:30', on(14290, 'Отпускные без премии', 'Фарм-Одуванчик', 6)),
      piece('13:39', '', on(14312, 'Не проводится реализация: «недостаточно прав»', 'Синий Шуруп', 0)),
    ]),
    worker('p4', 'Соколова Вера', 'Москва', 0, [
      piece('09:00', '11:40', on(14259, 'Не закрывается месяц', 'Пельмень-Опт', 4)),
      piece('12:02', '', on(14259, 'Не закрывается месяц', 'Пельмень-Опт', 4)),
    ]),
    worker('p5', 'Дёмин Игорь', 'Екатеринбург', 2, [
      piece('09:15', '', { ...on(14282, 'Интеграция с сайтом', 'Квазибетон', 2), kind: 'help' }),
    ]),
    worker('p6', 'Яхина Алсу', 'Самара', 1, [
      piece('08:00', '09:50', on(14301, 'Печать ценников', 'Ёж и Колесо', 5)),
      piece('14:06', '', { note: 'Обучение: новая УТ' }),
    ]),
    worker('p7', 'Ким Станислав', 'Новосибирск', 4, [piece('08:00', '11:00', on(14249, 'Отчёт по остаткам', 'Второй Понедельник', 9))]),
    worker('p3', 'Громов Пётр', 'Москва', 0, []),
  ];
  return { day: '2026-11-24', from: at('08:00'), to: at('20:00'), people };
}

export function personDay(id: string, day: string): PersonDay {
  const w = team().people.find((p) => p.id === id)!;
  const past = day !== '2026-11-24';
  const pieces = past
    ? [
        piece('09:02', '11:26', { ...on(14296, 'Истёк сертификат ЭДО', 'Синий Шуруп', 0), status: 'done', nh: 8 }),
        piece('11:28', '12:10', { ...on(14290, 'Отпускные без премии', 'Фарм-Одуванчик', 6), kind: 'help', note: 'Орловой' }),
        piece('12:10', '12:46', { note: 'Обед' }),
        piece('12:46', '14:20', { ...on(14268, 'Обновить доработанную БП', 'Квазибетон', 2), stageNo: 1, trimmed: true }),
        piece('14:40', '16:46', { ...on(14275, 'Обмен УТ–БП: дубли', 'Гипотенуза-Строй', 3), status: 'done', nh: 20, manual: true }),
        piece('16:46', '17:20', { note: 'Планёрка' }),
      ]
    : w.pieces;
  const seconds = pieces.filter((p) => p.to).reduce((s, p) => s + p.seconds, 0);
  return {
    person: w,
    day,
    pieces,
    seconds,
    closedNh: past ? 28 : 0,
    planNh: 80,
    month: { nh: 612, seconds: 232_000, percent: 95, tickets: 41 },
  };
}
