import { fakeApi } from '../src/lib/api/fake';
import { start } from '../src/start';
import { company } from './company';

// ?lang=en&theme=dark&stage=firstRun&state=offline: what the screen is to be looked at in.
const params = new URLSearchParams(location.search);
const c = company(params);
const fake = fakeApi(c);
Object.assign(window, { fake });
if (params.get('slow')) fake.Tickets = () => new Promise(() => {});
if (params.get('fail')) {
  fake.Tickets = () =>
    Promise.reject({ code: 'damaged', key: 'x', params: {}, text: 'База не читается: диск ответил ошибкой. Проверьте диск и повторите.' });
}
start(fake);
