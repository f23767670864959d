// The list of documents, page by page.

import { count, h, number, show, words } from "./dom.js";
import { headlineOf } from "./headline.js";
import { link } from "./router.js";

export const PAGE = 50;

/** Return a list of the documents that leads to `view`, open at the page of the document numbered `at`. */
export function documentList(store, current, at, view = "read") {
  const total = store.info.documents;
  const place = h("nav", { class: "documents", "aria-label": "Documents" });
  const draw = async (start) => {
    const headings = await store.headings(start, PAGE);
    show(place,
      h("ol", { class: "plain", start: start + 1 }, headings.map((heading) =>
        h("li", {}, h("a", {
          href: link(view, [heading.id]),
          "aria-current": heading.id === current ? "true" : null,
        }, h("span", { class: "doc-title" }, headlineOf(heading)),
          h("span", { class: "doc-facts" }, words([heading.publisher ?? heading.author, heading.date].filter(Boolean).join(" · "))))))),
      total > PAGE ? pager(total, start, draw) : null);
  };
  draw(Math.floor(at / PAGE) * PAGE);
  return place;
}

/** Return buttons that go through pages of documents. */
export function pager(total, from, go, size = PAGE) {
  const last = Math.min(total, from + size);
  return h("div", { class: "pager" },
    h("button", { type: "button", class: "small", disabled: from === 0, onclick: () => go(Math.max(0, from - size)) }, "◂ Back"),
    h("span", {}, `${number(from + 1)}–${number(last)} of ${count(total, "document")}`),
    h("button", { type: "button", class: "small", disabled: last >= total, onclick: () => go(from + size) }, "On ▸"));
}
