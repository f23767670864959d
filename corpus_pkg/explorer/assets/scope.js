// Which documents a view over many of them looks at: all of a small corpus, or a page of a large one.

import { PAGE, pager } from "./documentlist.js";
import { h, number, show } from "./dom.js";
import { go, link } from "./router.js";

/** Return the range of documents that an address asks for. */
export function scopeOf(store, query) {
  const total = store.info.documents;
  if (!store.served || total <= PAGE || query.all) return { from: 0, count: total };
  const from = Math.min(Math.max(0, Number.parseInt(query.at ?? "0", 10) || 0), Math.max(0, total - 1));
  return { from, count: PAGE };
}

/** Return the buttons that choose the range, or null where all documents are looked at anyway. */
export function scopeBar(store, view, route) {
  const total = store.info.documents;
  if (!store.served || total <= PAGE) return null;
  const { from } = scopeOf(store, route.query);
  const to = (query) => go(link(view, route.parts, { ...route.query, at: null, all: null, ...query }));
  const all = h("button", { type: "button", class: "small", "aria-pressed": String(Boolean(route.query.all)), onclick: () => to(route.query.all ? {} : { all: 1 }) },
    `All ${number(total)}`);
  return h("div", { class: "controls scope" }, route.query.all ? null : pager(total, from, (at) => to({ at })), all);
}

/**
 * Go through the documents of a view's range. `each` takes a document; where it returns false the rest is
 * left. `progress` is an element that says how far it is; `alive` tells whether the view is still there.
 */
export async function collect(store, scope, progress, each, alive) {
  let done = 0;
  for await (const doc of store.scan(scope.from, scope.count)) {
    if (!alive()) return false;
    if (each(doc) === false) return false;
    done += 1;
    if (store.served && progress && done % 20 === 0) {
      show(progress, h("progress", { max: scope.count, value: done, "aria-label": "Documents read" }), ` ${number(done)} of ${number(scope.count)} documents`);
    }
  }
  if (progress) show(progress);
  return alive();
}
