import { mount } from 'svelte';
import App from './App.svelte';
import { useApi, type Api } from './lib/api';
import { report } from './lib/errors';
import { layOutBeforeObserving } from './lib/ui/observer';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/marks.css';

/** Mounts the window over an api: the bindings in the product, the fake in dev/ and in tests. */
export function start(api: Api): void {
  useApi(api);
  layOutBeforeObserving();
  addEventListener('unhandledrejection', (e) => {
    e.preventDefault();
    report(e.reason);
  });
  addEventListener('error', (e) => {
    // A ResizeObserver that needs a second frame is no error; the browser reports it as one.
    if (!e.message.startsWith('ResizeObserver loop')) report(e.error ?? e.message);
  });
  mount(App, { target: document.getElementById('app')! });
}
