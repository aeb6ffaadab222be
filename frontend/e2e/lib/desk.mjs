// The program under test, with data of its own.
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Process, run } from './process.mjs';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const binaries = { headless: path.join(root, 'bin/headless/naryad'), desktop: path.join(root, 'bin/naryad') };
export const shots = path.join(root, 'bin/shots');
await mkdir(shots, { recursive: true });

export class Desk {
  // closed is data without a program that runs on them: subcommands own them for a moment each.
  static async closed({ home, settings = { language: 'ru', theme: 'light' }, env = {} } = {}) {
    const desk = new Desk();
    desk.home = home ?? (await mkdtemp(path.join(tmpdir(), 'naryad-e2e-')));
    desk.data = path.join(desk.home, 'data');
    await mkdir(desk.data, { recursive: true });
    await writeFile(path.join(desk.data, 'config.json'), JSON.stringify(settings));
    // Nothing of the person who runs the tests: neither settings nor keyring.
    desk.env = { HOME: desk.home, XDG_CONFIG_HOME: path.join(desk.home, 'config'), DBUS_SESSION_BUS_ADDRESS: '', ...env };
    return desk;
  }

  // open starts the program on new data, or on those of an earlier desk. With a display it is the window in a D-Bus session of
  // its own, otherwise the browser mode. Settings are what a person has chosen before: language and theme.
  static async open({ display, ...options } = {}) {
    const desk = await Desk.closed(options);
    desk.display = display;
    desk.binary = display ? binaries.desktop : binaries.headless;
    if (display) {
      desk.env = { ...desk.env, ...display.env };
      desk.process = desk.start();
    } else {
      desk.process = new Process(desk.binary, ['--browser', '--data', desk.data], { env: desk.env });
      [desk.address] = await desk.process.says(/http:\/\/127\.0\.0\.1:\d+\/\S*#t=\S+/);
    }
    return desk;
  }

  // start starts the window; for a second time it is a second start on the same data.
  start() {
    return new Process('dbus-run-session', ['--', this.binary, '--data', this.data], { env: this.env });
  }

  // cli runs a subcommand on the same data; the open desk answers it.
  cli(...args) {
    return run(binaries.headless, ['--data', this.data, ...args], { env: this.env });
  }

  async json(...args) {
    return JSON.parse(await this.cli('--json', ...args));
  }

  // freshAddress is good for one more page.
  async freshAddress() {
    return (await this.cli('open')).match(/http:\S+/)[0];
  }

  async close({ keep = false } = {}) {
    const how = await this.process.stop();
    if (!keep) await rm(this.home, { recursive: true, force: true });
    return how;
  }
}
