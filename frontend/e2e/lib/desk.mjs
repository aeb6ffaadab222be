// The program under test, with data of its own.
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Process, run } from './process.mjs';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const binaries = { headless: path.join(root, 'bin/headless/naryad'), desktop: path.join(root, 'bin/naryad') };
export const shots = path.join(root, 'bin/shots');
await mkdir(shots, { recursive: true });

export class Desk {
  // open starts the browser mode on new data, or on those of an earlier desk.
  static async open({ data, env = {} } = {}) {
    const desk = new Desk();
    desk.home = data ?? (await mkdtemp(path.join(tmpdir(), 'naryad-e2e-')));
    desk.data = path.join(desk.home, 'data');
    // Nothing of the person who runs the tests: neither settings nor keyring.
    desk.env = { HOME: desk.home, XDG_CONFIG_HOME: path.join(desk.home, 'config'), DBUS_SESSION_BUS_ADDRESS: '', ...env };
    desk.process = new Process(binaries.headless, ['--browser', '--data', desk.data], { env: desk.env });
    const [address] = await desk.process.says(/http:\/\/127\.0\.0\.1:\d+\/\S*#t=\S+/);
    desk.address = address;
    return desk;
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

// chromium is where the browser stands, or undefined.
export const chromium = [process.env.NARYAD_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (file) => file && existsSync(file),
);
