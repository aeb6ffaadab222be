import { api } from '../api';
import { report } from '../errors';

export type Audience = 'client' | 'internal';

/** How long after the last key a draft is written down, in milliseconds. */
const pause = 400;

/** What is being typed into the reply box of a ticket. It is kept on this computer, also over a restart. */
export class ReplyDraft {
  #ticket = '';
  #text = $state('');
  #audience = $state<Audience>('client');
  #loaded = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  get text(): string {
    return this.#text;
  }
  get audience(): Audience {
    return this.#audience;
  }
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Takes up another ticket's draft; the one before is written down first. */
  async open(ticket: string): Promise<void> {
    if (ticket === this.#ticket) return;
    void this.flush();
    this.#ticket = ticket;
    this.#text = '';
    this.#audience = 'client';
    this.#loaded = false;
    if (!ticket) return;
    try {
      const draft = await api.ReplyDraft(ticket);
      if (ticket !== this.#ticket || this.#timer) return; // already typing
      this.#text = draft.text;
      this.#audience = draft.audience === 'internal' ? 'internal' : 'client';
    } catch (e) {
      report(e);
    }
    if (ticket === this.#ticket) this.#loaded = true;
  }

  type(text: string): void {
    this.#text = text;
    this.#later();
  }

  address(audience: Audience): void {
    if (this.#audience === audience) return;
    this.#audience = audience;
    if (this.#text) this.#later();
  }

  /** Writes down what is not yet. */
  async flush(): Promise<void> {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await api.SetReplyDraft(this.#ticket, this.#audience, this.#text).catch(report);
  }

  /** Forgets the text: it has been sent. */
  async clear(): Promise<void> {
    this.type('');
    await this.flush();
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), pause);
  }
}

export const draft = new ReplyDraft();
