// The browser mode of the built program refuses whoever is not its own page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { request } from 'node:http';
import { binaries, Desk } from './lib/desk.mjs';
import { run } from './lib/process.mjs';

let desk, address, token;
before(async () => {
  desk = await Desk.open();
  address = new URL(desk.address);
  token = new URLSearchParams(address.hash.slice(1)).get('t');
});
after(() => desk?.close());

// ask sends what a page of ours would send, with what a test changes; undefined leaves a header out.
function ask(method, path, { headers = {}, body } = {}) {
  const all = { Host: address.host, ...(method === 'POST' && { Origin: address.origin, 'Content-Type': 'application/json' }), ...headers };
  for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
  return new Promise((resolve, reject) => {
    const asked = request({ host: address.hostname, port: address.port, method, path, headers: all }, (answer) => {
      let text = '';
      answer.on('data', (part) => (text += part)).on('end', () => resolve({ status: answer.statusCode, text, headers: answer.headers }));
    });
    asked.on('error', reject).end(body && JSON.stringify(body));
  });
}
const session = (headers, t = token) => ask('POST', '/session', { headers, body: { token: t } });
const refused = (answer, status, key) => {
  assert.equal(answer.status, status, answer.text);
  const { error } = JSON.parse(answer.text);
  assert.equal(error.key, key);
  assert.ok(error.text.length > 20, 'a sentence for people');
};

test('a wrong Host, which a name made to resolve here would send, is refused', async () => {
  for (const host of [`evil.example:${address.port}`, `localhost:${address.port}`, '127.0.0.1']) {
    refused(await ask('GET', '/', { headers: { Host: host } }), 403, 'browser.refused');
  }
});

test("another page's Origin is refused, and so is a call without one", async () => {
  for (const origin of ['http://evil.example', 'http://127.0.0.1:1', 'null', undefined]) {
    refused(await session({ Origin: origin }), 403, 'browser.refused');
  }
  refused(await session({ 'Sec-Fetch-Site': 'cross-site' }), 403, 'browser.refused');
  refused(await session({ 'Sec-Fetch-Site': 'same-site' }), 403, 'browser.refused');
});

test('a wrong token gives no session, the right one gives one session only', async () => {
  refused(await session({}, 'A'.repeat(token.length)), 401, 'browser.token');
  const answer = await session();
  assert.equal(answer.status, 200);
  const key = JSON.parse(answer.text).session;
  refused(await session(), 401, 'browser.token');

  refused(await ask('POST', '/call/Boot', { body: [] }), 401, 'browser.no_session');
  refused(await ask('POST', '/call/Boot', { headers: { 'X-Naryad-Session': key + 'x' }, body: [] }), 401, 'browser.no_session');
  refused(await ask('GET', '/events'), 401, 'browser.no_session');
  const boot = await ask('POST', '/call/Boot', { headers: { 'X-Naryad-Session': key }, body: [] });
  assert.equal(JSON.parse(boot.text).result.stage, 'firstRun');
});

test('a form, a huge body and an unknown call are refused', async () => {
  refused(await session({ 'Content-Type': 'text/plain' }), 400, 'browser.malformed');
  const fresh = new URL(await desk.freshAddress());
  const { session: key } = JSON.parse((await session({}, new URLSearchParams(fresh.hash.slice(1)).get('t'))).text);
  const headers = { 'X-Naryad-Session': key };
  refused(await ask('POST', '/call/Search', { headers, body: [] }), 400, 'browser.malformed');
  refused(await ask('POST', '/call/Boot', { headers, body: ['x'.repeat(3 << 20)] }), 413, 'browser.too_large');
});

test('the page may not be framed and loads nothing from elsewhere', async () => {
  const { headers } = await ask('GET', '/');
  assert.match(headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/);
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.equal(headers['access-control-allow-origin'], undefined);
});

test('a second start says where the first is and ends well', async () => {
  const said = await run(binaries.headless, ['--browser', '--data', desk.data], { env: desk.env });
  const fresh = said.match(/http:\S+/)[0];
  assert.equal(new URL(fresh).host, address.host);
});
