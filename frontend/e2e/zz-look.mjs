import { preview } from 'vite';
import { Display } from './lib/display.mjs';
import { WebKit } from './lib/webkit.mjs';
const server = await preview({ logLevel: 'error', build: { outDir: 'shots/site' }, preview: { port: 0, host: '127.0.0.1' } });
const base = `http://127.0.0.1:${server.httpServer.address().port}/dev/index.html`;
const display = await Display.open();
const dump = () => { const g = document.querySelector("[role=grid]"); return [g.clientHeight, document.querySelectorAll("[role=row]").length, JSON.stringify(window.__log.slice(0, 40)), document.querySelector("[data-reading]") && 1, innerWidth]; };
for (let k = 0; k < 6; k++) {
const w = await WebKit.open(display, { env: { LANG: 'C.UTF-8', LC_ALL: '' } });
for (let i = 0; i < 4; i++) {
  await w.go(`${base}?n=${i}`);
  await w.find('html[data-ready]');
  await new Promise((r) => setTimeout(r, 400));
  const d = await w.script(dump);
  if (d[1] !== 0) continue; console.log(k, i, JSON.stringify(d));
  if (false) {
    await w.script(() => { document.querySelector('[role=grid]').style.height = '300px'; });
    await new Promise((r) => setTimeout(r, 400));
    console.log('after resize', JSON.stringify(await w.script(dump)));
    await w.script(() => { document.querySelector('[role=grid]').dispatchEvent(new Event('scroll')); });
    await new Promise((r) => setTimeout(r, 400));
    console.log('after scroll', JSON.stringify(await w.script(dump)));
  }
}
await w.close();
}
await display.close?.(); await server.close(); process.exit(0);
