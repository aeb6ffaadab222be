/**
 * WebKitGTK reports 0×0 for an element that is observed inside a ResizeObserver's own callback, because nothing has laid it
 * out yet. A virtual list takes that for the height of its rows and shows none, for good (seen in every third start).
 * Asking for the size first lays the element out; once for a batch of rows, the others find it done.
 */
export function layOutBeforeObserving(): void {
  const observe = ResizeObserver.prototype.observe;
  ResizeObserver.prototype.observe = function (target, options) {
    void target.clientHeight;
    observe.call(this, target, options);
  };
}
