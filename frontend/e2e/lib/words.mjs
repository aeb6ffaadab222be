// The interface's own texts, so that a test finds a button by what stands on it, in either language.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './desk.mjs';

export function words(language) {
  const texts = JSON.parse(readFileSync(path.join(root, 'frontend/messages', `${language}.json`), 'utf8'));
  return (key, params = {}) => {
    const text = texts[key];
    if (typeof text !== 'string') throw new Error(`the ${language} texts have no plain ${key}`);
    return text.replace(/\{(\w+)\}/g, (_, name) => params[name]);
  };
}
