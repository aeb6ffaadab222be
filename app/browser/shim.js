// Stands in for what Wails puts into its window, so that the same bindings run in a browser:
// window.go.app.Desk.<Method>(…) calls Go by fetch, window.runtime brings Go's events by a fetch stream.
// The page's session key lives in sessionStorage: it survives a reload and belongs to this tab alone.
(() => {
  'use strict';
  const gone = /*GONE*/ {};
  const storeKey = 'naryad.session';
  const lost = () => ({
    code: 'unavailable', key: 'browser.gone', params: {},
    text: gone[document.documentElement.lang] || gone.ru,
  });
  const post = (path, session, body) => fetch(path, {
    method: 'POST', credentials: 'omit', cache: 'no-store', redirect: 'error',
    headers: { 'Content-Type': 'application/json', 'X-Naryad-Session': session || '' },
    body: JSON.stringify(body),
  });

  // A token in the address is turned into a session once and taken out of the address and the history.
  async function signIn() {
    const token = new URLSearchParams(location.hash.slice(1)).get('t');
    if (token) {
      history.replaceState(null, '', location.pathname + location.search);
      const answer = await post('/session', '', { token });
      const body = await answer.json();
      if (answer.ok) {
        sessionStorage.setItem(storeKey, body.session);
      } else if (!sessionStorage.getItem(storeKey)) {
        throw body.error;
      }
    }
    return sessionStorage.getItem(storeKey) || '';
  }
  let session = signIn();
  session.catch(() => {}); // told by the calls that wait for it

  // Calls wait until the stream of events is open (or cannot be): what a page reads first is not older than its events.
  let streamed;
  const opened = new Promise((resolve) => { streamed = resolve; });

  async function call(method, args) {
    let answer, body;
    try {
      await opened;
      answer = await post('/call/' + encodeURIComponent(method), await session, args);
      body = await answer.json();
    } catch (e) {
      throw e && e.code && e.text ? e : lost();
    }
    if (!answer.ok) throw body.error;
    return body.result;
  }

  const methods = new Proxy({}, {
    get: (known, name) => {
      if (typeof name !== 'string' || name === 'then') return undefined;
      return known[name] || (known[name] = (...args) => call(name, args));
    },
  });
  window.go = { app: { Desk: methods } };

  // Events, as Wails' runtime has them.
  const listeners = new Map(); // name → Set of {fn, left}
  function emit(name, ...data) {
    for (const l of [...(listeners.get(name) || [])]) {
      if (l.left > 0 && --l.left === 0) listeners.get(name).delete(l);
      l.fn(...data);
    }
  }
  function on(name, fn, left) {
    const l = { fn, left };
    if (!listeners.has(name)) listeners.set(name, new Set());
    listeners.get(name).add(l);
    return () => listeners.get(name)?.delete(l);
  }
  const known = {
    EventsOnMultiple: on,
    EventsOn: (name, fn) => on(name, fn, -1),
    EventsOnce: (name, fn) => on(name, fn, 1),
    EventsOff: (...names) => names.forEach((n) => listeners.delete(n)),
    EventsOffAll: () => listeners.clear(),
    EventsEmit: emit,
    LogPrint: (m) => console.log(m), LogTrace: (m) => console.debug(m), LogDebug: (m) => console.debug(m),
    LogInfo: (m) => console.info(m), LogWarning: (m) => console.warn(m), LogError: (m) => console.error(m),
    LogFatal: (m) => console.error(m),
    BrowserOpenURL: (url) => { window.open(url, '_blank', 'noopener,noreferrer'); },
    ClipboardGetText: () => navigator.clipboard.readText(),
    ClipboardSetText: (text) => navigator.clipboard.writeText(text).then(() => true, () => false),
    Environment: async () => ({ buildType: 'browser', platform: 'browser', arch: '' }),
    WindowReload: () => location.reload(), WindowReloadApp: () => location.reload(),
    WindowSetTitle: (title) => { document.title = title; },
    WindowShow: () => window.focus(), Show: () => window.focus(),
    Quit: () => window.close(),
  };
  // What has no meaning in a tab (sizes, frames, themes of a window) does nothing.
  window.runtime = new Proxy(known, { get: (k, name) => k[name] || (() => undefined) });

  let connected; // as it was told last
  function tell(now) {
    if (now === connected) return;
    connected = now;
    emit('naryad:connected', now);
  }
  let seq = -1; // of the last event; -1: none yet
  async function stream() {
    const key = await session;
    const answer = await fetch('/events' + (seq < 0 ? '' : '?after=' + seq), {
      credentials: 'omit', cache: 'no-store', redirect: 'error', headers: { 'X-Naryad-Session': key },
    });
    if (!answer.ok) return answer.status !== 401 && answer.status !== 403; // without a key asking again is of no use
    tell(true);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return true;
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (!line) continue;
        const event = JSON.parse(line);
        seq = event.seq;
        if (event.name === 'open') streamed();
        else emit('desk', event);
      }
    }
  }
  async function follow() {
    for (let wait = 250; ; wait = Math.min(wait * 2, 8000)) {
      const before = performance.now();
      try {
        if (!(await stream())) return;
      } catch (e) {
        if (e && e.code) return; // no session
      } finally {
        streamed();
      }
      tell(false);
      if (performance.now() - before > 10000) wait = 250;
      await new Promise((r) => setTimeout(r, wait));
    }
  }
  follow();
})();
