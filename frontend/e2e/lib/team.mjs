// A server and two people who joined it, as processes of their own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { binaries, Desk } from './desk.mjs';
import { freePort } from './display.mjs';
import { Process, run } from './process.mjs';

export class Team {
  static async open(...names) {
    const team = new Team();
    team.data = await mkdtemp(path.join(tmpdir(), 'naryad-server-'));
    team.listen = `127.0.0.1:${await freePort()}`;
    await team.serve();
    team.homes = [];
    for (const name of names) {
      await team.cli('user', 'add', name, '--email', `user${team.homes.length}@example.org`, '--role', 'engineer,manager,lead');
      const { invitation } = JSON.parse(await team.cli('--json', 'user', 'invite', name));
      const desk = await Desk.closed();
      await desk.cli('join', invitation);
      team.homes.push(desk.home);
    }
    return team;
  }

  async serve() {
    this.process = new Process(binaries.headless, ['serve', '--data', this.data, '--listen', this.listen]);
    await this.process.says(this.listen);
  }

  cli(...args) {
    return run(binaries.headless, ['--data', this.data, ...args]);
  }

  async close() {
    await this.process.stop();
    for (const home of [this.data, ...this.homes]) await rm(home, { recursive: true, force: true });
  }
}
