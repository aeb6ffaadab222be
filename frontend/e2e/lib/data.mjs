// A small workspace made through the command line, as a script of the company would make it.
import { Desk } from './desk.mjs';

const clients = [
  ['ООО «Стройпроект»', 'ООО «Стройпроект»', '7701234567'],
  ['АО «Хлебзавод № 4»', 'АО «Хлебзавод № 4»', '5402345678'],
  ['ТД «Северный»', 'ООО «ТД Северный»', '7803456789'],
];

const me = 'Анна Лебедева';

// subject, client, kind, urgency, estimate and how far it goes.
const tickets = [
  ['Не проводится «Реализация товаров» после обновления', 0, 'error', 'отгрузка стоит', '0,5', 'approved'],
  ['Отчёт по остаткам в разрезе складов и серий', 1, 'development', '', '3', 'estimated'],
  ['Как закрыть месяц, если нет акта от перевозчика', 2, 'consultation', '', '0,3', 'done'],
  ['Обновить ЗУП до релиза с новыми взносами', 0, 'update', '', '0,8', 'completed'],
  ['Настроить обмен с сайтом: не уходят цены', 1, 'setup', '', '', 'new'],
  ['Печатная форма счёта с QR-кодом для оплаты', 2, 'development', '', '', 'new'],
  ['Двоятся проводки при перепроведении документов за октябрь', 1, 'error', 'завтра сдавать отчёт', '0,8', 'planned'],
];

// fill makes the workspace behind an open or closed desk and returns its tickets by number; with `made` the workspace is there already.
export async function fill(desk, { made: exists = false } = {}) {
  if (!exists) await desk.json('create', '--company', 'Первая линия', '--name', me, '--email', 'lebedeva@example.org');
  for (const [name, entity, inn] of clients) await desk.json('client', 'add', name, '--entity', entity, '--inn', inn);
  const day = new Date().toLocaleDateString('sv');
  const made = [];
  for (const [subject, client, kind, urgent, estimate, far] of tickets) {
    const args = ['--client', clients[client][0], '--kind', kind, '--source', 'phone', ...(urgent ? ['--urgent', urgent] : [])];
    const { number } = await desk.json('ticket', 'new', subject, 'Добрый день. ' + subject + '. Посмотрите, пожалуйста, сегодня.', ...args);
    made.push(number);
    if (estimate) await desk.json('ticket', 'estimate', String(number), estimate);
    if (far === 'planned' || far === 'done' || far === 'completed') {
      const criteria = 'Проверено на рабочей базе вместе с бухгалтером';
      await desk.json(
        'ticket',
        'plan',
        String(number),
        '--engineer',
        me,
        '--from',
        `${day}T10:00`,
        '--to',
        `${day}T11:00`,
        '--criteria',
        criteria,
      );
    }
    if (far === 'done' || far === 'completed') {
      await desk.json('timer', 'start', String(number));
      await desk.json('timer', 'stop');
      await desk.json('ticket', 'done', String(number), 'Сделано и проверено на вашей базе. Можно работать.');
    }
    if (far === 'completed') await desk.json('ticket', 'confirm', String(number));
  }
  await desk.json('ticket', 'say', String(made[0]), 'Приняли, смотрим журнал регистрации.', '--client');
  await desk.json('ticket', 'say', String(made[0]), 'Похоже на подписку расширения, проверьте её первой.');
  return made;
}

// makeWorkspace fills new data and closes them again; it returns the home to open a desk on.
export async function makeWorkspace() {
  const desk = await Desk.open();
  try {
    await fill(desk);
  } finally {
    await desk.close({ keep: true });
  }
  return desk.home;
}
