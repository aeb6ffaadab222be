import { describe, expect, test } from 'vitest';
import { isTyping, Keys } from './keys';

function press(code: string, change: Record<string, unknown> = {}): KeyboardEvent {
  const e = {
    code,
    ctrlKey: false,
    shiftKey: false,
    altKey: false,
    metaKey: false,
    repeat: false,
    timeStamp: 0,
    target: null,
    defaultPrevented: false,
  };
  return Object.assign(e, { preventDefault: () => (e.defaultPrevented = true) }, change) as unknown as KeyboardEvent;
}
const input = { tagName: 'INPUT', type: 'text' } as unknown as EventTarget;

describe('keys', () => {
  test('are matched by place, so ЙЦУКЕН and QWERTY act alike', () => {
    const keys = new Keys();
    let done = 0;
    keys.layer([{ keys: 'KeyD', run: () => done++ }]);
    keys.handle(press('KeyD', { key: 'в' }));
    keys.handle(press('KeyD', { key: 'd' }));
    expect(done).toBe(2);
  });

  test('never act while something is typed, unless they say so', () => {
    const keys = new Keys();
    const done: string[] = [];
    keys.layer([
      { keys: 'KeyS', run: () => done.push('s') },
      { keys: 'ctrl+Enter', typing: true, run: () => done.push('send') },
    ]);
    keys.handle(press('KeyS', { target: input }));
    keys.handle(press('Enter', { target: input, ctrlKey: true }));
    expect(done).toEqual(['send']);
  });

  test('with other modifiers are other keys', () => {
    const keys = new Keys();
    const done: string[] = [];
    keys.layer([
      { keys: 'KeyS', run: () => done.push('s') },
      { keys: 'shift+KeyS', run: () => done.push('S') },
    ]);
    keys.handle(press('KeyS', { shiftKey: true }));
    keys.handle(press('KeyS', { ctrlKey: true }));
    keys.handle(press('KeyS', { altKey: true }));
    expect(done).toEqual(['S']);
  });

  test('the second of a pair is the pair’s, whatever it means alone in a layer above', () => {
    const keys = new Keys();
    const done: string[] = [];
    keys.layer([{ keys: 'KeyG KeyA', run: () => done.push('tickets') }]);
    keys.layer([{ keys: 'KeyA', run: () => done.push('accept') }]);
    keys.handle(press('KeyG'));
    keys.handle(press('KeyA'));
    keys.handle(press('KeyA'));
    expect(done).toEqual(['tickets', 'accept']);
  });

  test('come in pairs: G, then T', () => {
    const keys = new Keys();
    const done: string[] = [];
    keys.layer([
      { keys: 'KeyG KeyT', run: () => done.push('today') },
      { keys: 'KeyT', run: () => done.push('t') },
    ]);
    keys.handle(press('KeyG', { timeStamp: 0 }));
    keys.handle(press('KeyT', { timeStamp: 300 }));
    keys.handle(press('KeyG', { timeStamp: 1000 }));
    keys.handle(press('KeyT', { timeStamp: 9000 })); // too late for a pair
    expect(done).toEqual(['today', 't']);
  });

  test('belong to the topmost layer, and a dialog hides those below it', () => {
    const keys = new Keys();
    const done: string[] = [];
    keys.layer([
      { keys: 'KeyC', run: () => done.push('new') },
      { keys: 'Escape', run: () => done.push('back') },
    ]);
    const close = keys.layer([{ keys: 'Escape', run: () => done.push('close') }], true);
    keys.handle(press('Escape'));
    keys.handle(press('KeyC'));
    close();
    keys.handle(press('KeyC'));
    expect(done).toEqual(['close', 'new']);
  });

  test('that mean nothing now are left to the browser', () => {
    const keys = new Keys();
    keys.layer([{ keys: 'KeyS', when: () => false, run: () => undefined }]);
    const e = press('KeyS');
    expect(keys.handle(e)).toBe(false);
    expect(e.defaultPrevented).toBe(false);
  });

  test('that are held act once, but for moving', () => {
    const keys = new Keys();
    const done: string[] = [];
    keys.layer([
      { keys: 'KeyA', run: () => done.push('a') },
      { keys: 'KeyJ', run: () => done.push('j') },
    ]);
    keys.handle(press('KeyA', { repeat: true }));
    keys.handle(press('KeyJ', { repeat: true }));
    expect(done).toEqual(['j']);
  });
});

test('what takes text is told from what is only pressed', () => {
  const el = (tagName: string, type?: string) => ({ tagName, type, closest: () => null }) as unknown as EventTarget;
  expect(isTyping(el('TEXTAREA'))).toBe(true);
  expect(isTyping(el('INPUT', 'search'))).toBe(true);
  expect(isTyping(el('INPUT', 'radio'))).toBe(false);
  expect(isTyping(el('BUTTON'))).toBe(false);
  expect(isTyping(null)).toBe(false);
});
