// A display of its own: Xvfb and openbox, and the tools that see and click what stands on it.
import { createConnection, createServer } from 'node:net';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Process, run, until } from './process.mjs';

export class Display {
  static async open({ size = '1280x800' } = {}) {
    const display = new Display();
    // The server chooses a free number and tells it on descriptor 3.
    display.frames = mkdtempSync(path.join(tmpdir(), 'naryad-display-'));
    const args = ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp', '-noreset', '-fbdir', display.frames];
    display.server = new Process('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
    const [, number] = await display.server.says(/^(\d+)$/m);
    display.env = { DISPLAY: `:${number}`, WAYLAND_DISPLAY: '', GDK_BACKEND: 'x11' };
    display.manager = new Process('openbox', ['--sm-disable'], { env: display.env });
    await until('openbox manages the display', async () =>
      /window id/.test(await run('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK'], { env: display.env, mayFail: true })),
    );
    return display;
  }

  tool(command, ...args) {
    return run(command, args, { env: this.env });
  }

  // windows lists the titles of what the window manager manages.
  async windows() {
    const list = await run('wmctrl', ['-l'], { env: this.env, mayFail: true });
    return list
      .split('\n')
      .filter((line) => line.startsWith('0x'))
      .map((line) => ({ id: line.split(/\s+/)[0], title: line.split(/\s+/).slice(3).join(' ') }));
  }

  async picture(file) {
    await this.tool('import', '-window', 'root', file);
    return file;
  }

  // colours counts the different colours of every sixteenth pixel of the screen, read from the server's own memory: an unpainted
  // window has next to none. It takes a few milliseconds, so that it can be asked while a window opens.
  colours() {
    const frame = readFileSync(path.join(this.frames, 'Xvfb_screen0'));
    const start = frame.readUInt32BE(0) + 12 * frame.readUInt32BE(76); // XWDFileHeader: header_size, ncolors
    const seen = new Set();
    for (let at = start; at + 4 <= frame.length; at += 64) seen.add(frame.readUInt32LE(at) & 0xffffff);
    return seen.size;
  }

  async click(x, y) {
    await this.tool('xdotool', 'mousemove', '--sync', String(x), String(y), 'click', '1');
  }

  async type(text) {
    await this.tool('xdotool', 'type', '--delay', '15', text);
  }

  async key(...keys) {
    await this.tool('xdotool', 'key', '--delay', '30', ...keys);
  }

  async close() {
    await this.manager.stop();
    await this.server.stop();
    rmSync(this.frames, { recursive: true, force: true });
  }
}

// freePort asks the system for one.
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// answers waits until somebody listens.
export const answers = (port) =>
  until(
    `something listens on ${port}`,
    () =>
      new Promise((resolve) => {
        const socket = createConnection(port, '127.0.0.1');
        socket.on('connect', () => resolve(!!socket.destroy())).on('error', () => resolve(false));
      }),
  );
