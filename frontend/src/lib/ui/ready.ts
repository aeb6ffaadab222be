/** Marks the first screen as painted with its data; tests and the bench wait for it. */
export function ready(): void {
  requestAnimationFrame(() => requestAnimationFrame(() => (document.documentElement.dataset.ready = 'true')));
}
