// What a program and everything that it started really take: the proportional set size, shared pages counted once.
import { readdirSync, readFileSync } from 'node:fs';

function parents() {
  const of = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      of.set(Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended while we looked.
    }
  }
  return of;
}

// family lists a process and its descendants.
function family(root, of = parents()) {
  return [root, ...[...of].filter(([, parent]) => parent === root).flatMap(([pid]) => family(pid, of))];
}

// pss returns [name, bytes] of each process below root.
export function pss(root) {
  return family(root).map((pid) => {
    const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
    const kilobytes = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+) kB/m)[1];
    return [name, kilobytes * 1024];
  });
}
