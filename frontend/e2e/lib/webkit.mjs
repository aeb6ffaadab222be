// WebKitGTK's own browser, driven through WebKitWebDriver (W3C WebDriver, no library needed for so little).
import { readdirSync, existsSync } from 'node:fs';
import { answers, freePort } from './display.mjs';
import { Process, until } from './process.mjs';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

// miniBrowser finds WebKitGTK's test browser, which stands beside its web process.
export function miniBrowser() {
  for (const base of ['/usr/lib', '/usr/libexec']) {
    for (const arch of existsSync(base) ? readdirSync(base) : []) {
      for (const version of ['webkit2gtk-4.1', 'webkit2gtk-4.0', 'webkitgtk-6.0']) {
        const file = `${base}/${arch}/${version}/MiniBrowser`;
        if (existsSync(file)) return file;
      }
    }
  }
  throw new Error('MiniBrowser of WebKitGTK is not installed (package webkit2gtk-driver brings it along)');
}

export class WebKit {
  static async open(display, { env = {} } = {}) {
    const webkit = new WebKit();
    const port = await freePort();
    webkit.driver = new Process('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
      // The web process of a test needs no sandbox and no accessibility bus of the session.
      env: { ...display.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', NO_AT_BRIDGE: '1', ...env },
    });
    await answers(port);
    webkit.base = `http://127.0.0.1:${port}`;
    const { sessionId } = await webkit.#ask('POST', '/session', {
      capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] } } },
    });
    webkit.base += `/session/${sessionId}`;
    await webkit.#ask('POST', '/window/rect', { x: 0, y: 0, width: 1400, height: 900 });
    return webkit;
  }

  async #ask(method, way, body) {
    const answer = await fetch(this.base + way, { method, body: body && JSON.stringify(body) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${way}: ${value.error}: ${value.message}`);
    return value;
  }

  // limits sets how long the driver waits for what, in milliseconds.
  limits(timeouts) {
    return this.#ask('POST', '/timeouts', timeouts);
  }

  go(url) {
    return this.#ask('POST', '/url', { url });
  }

  // script runs a function of the page with arguments and returns its value.
  script(fn, ...args) {
    return this.#ask('POST', '/execute/sync', { script: `return (${fn}).apply(null, arguments)`, args });
  }

  // wait runs a function of the page that returns a promise, and waits for it.
  wait(fn, ...args) {
    const script = `const done = arguments[arguments.length - 1];
      (${fn}).apply(null, [].slice.call(arguments, 0, -1)).then((value) => done({ value }), (error) => done({ error: String(error) }))`;
    return this.#ask('POST', '/execute/async', { script, args }).then(({ value, error }) => {
      if (error) throw new Error(error);
      return value;
    });
  }

  // find waits for an element.
  async find(css) {
    return until(css, async () => {
      const [found] = await this.#ask('POST', '/elements', { using: 'css selector', value: css });
      return found?.[ELEMENT];
    });
  }

  // click presses the mouse in the middle of an element, as a person does.
  async click(css) {
    await this.#ask('POST', `/element/${await this.find(css)}/click`, {});
  }

  async type(css, text) {
    await this.#ask('POST', `/element/${await this.find(css)}/value`, { text });
  }

  async text(css) {
    return this.#ask('GET', `/element/${await this.find(css)}/text`);
  }

  async picture() {
    return Buffer.from(await this.#ask('GET', '/screenshot'), 'base64');
  }

  async close() {
    await this.#ask('DELETE', '').catch(() => {}); // a browser that died is told of by the test itself
    await this.driver.stop();
  }
}
