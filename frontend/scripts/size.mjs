// Prints what the first screen loads: the entry and everything it imports statically, gzipped. Aim: 150 kB of JS.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const aim = 150_000;
const dist = new URL('../dist/', import.meta.url);
const html = readFileSync(new URL('index.html', dist), 'utf8');
const entry = html.match(/<script[^>]*src="\.\/(assets\/[^"]+\.js)"/)?.[1];
if (!entry) throw new Error('dist/index.html has no entry: run `npm run build` first');

const seen = new Map();
(function add(file) {
  if (seen.has(file)) return;
  const text = readFileSync(new URL(file, dist), 'utf8');
  seen.set(file, gzipSync(text).length);
  for (const [, to] of text.matchAll(/(?:^|[;}\s])import\s*(?:[^'"()]*?from\s*)?["']\.\/([^"']+\.js)["']/g)) add(`assets/${to}`);
})(entry);

const css = [...html.matchAll(/href="\.\/(assets\/[^"]+\.css)"/g)].map(([, f]) => gzipSync(readFileSync(new URL(f, dist))).length);
const js = [...seen.values()].reduce((a, b) => a + b, 0);
for (const [file, bytes] of [...seen].sort((a, b) => b[1] - a[1])) console.log(String(bytes).padStart(8), file);
console.log(
  `initial JS ${(js / 1000).toFixed(1)} kB gzip (aim ${aim / 1000}), CSS ${(css.reduce((a, b) => a + b, 0) / 1000).toFixed(1)} kB gzip`,
);
process.exit(js > aim ? 1 : 0);
