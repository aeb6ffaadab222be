// Starts programs in a process group of their own, waits for what they print, and ends the group.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const running = new Set();
process.on('exit', () => running.forEach((p) => p.kill('SIGKILL')));

export class Process {
  #child;
  #waiting = new Set();
  output = '';

  constructor(command, args, { env = {}, cwd, stdio = ['ignore', 'pipe', 'pipe'] } = {}) {
    this.name = command.split('/').pop();
    this.#child = spawn(command, args, { cwd, stdio, detached: true, env: { ...process.env, ...env } });
    this.pid = this.#child.pid;
    this.ended = once(this.#child, 'close').then(([code, signal]) => {
      running.delete(this);
      return { code, signal };
    });
    this.ended.catch(() => running.delete(this)); // the command was not found: whoever waits is told
    for (const stream of this.#child.stdio.slice(1)) {
      stream?.setEncoding('utf8').on('data', (text) => {
        this.output += text;
        for (const look of this.#waiting) look();
      });
    }
    running.add(this);
  }

  // says waits until the output matches and returns the match.
  async says(pattern, milliseconds = 30_000) {
    const found = () => this.output.match(pattern);
    let look, timer;
    try {
      return await new Promise((resolve, reject) => {
        look = () => found() && resolve(found());
        this.#waiting.add(look);
        timer = setTimeout(
          () => reject(new Error(`${this.name} did not say ${pattern} in ${milliseconds} ms:\n${this.output}`)),
          milliseconds,
        );
        const gone = (how) => reject(new Error(`${this.name} ended (${JSON.stringify(how)}) without saying ${pattern}:\n${this.output}`));
        this.ended.then(gone, reject);
        look();
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(look);
    }
  }

  kill(signal = 'SIGTERM') {
    try {
      process.kill(-this.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }

  // stop asks the program to end and returns how it ended; after ten seconds it is made to.
  async stop() {
    this.kill('SIGTERM');
    const timer = setTimeout(() => this.kill('SIGKILL'), 10_000);
    const how = await this.ended;
    clearTimeout(timer);
    return how;
  }
}

// run waits for a short command and returns what it printed; a code that is not 0 is an error.
export async function run(command, args, options = {}) {
  const process = new Process(command, args, options);
  const { code } = await process.ended;
  if (code !== 0 && !options.mayFail) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${process.output}`);
  return process.output;
}

// until asks again and again until the answer is true; for what no event tells of.
export async function until(what, ask, milliseconds = 15_000) {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${milliseconds} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
