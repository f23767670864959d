// Search: words, regular expressions and fields, over all documents.

import { clipped, tag } from "./details.js";
import { announce, count, h, number, show, words } from "./dom.js";
import { kwicLine } from "./kwic.js";
import { allLayers, typeOf } from "./layers.js";
import { annotationValues, documentValues, meets, ofDocument, parseQuery, textHits, unknownField } from "./query.js";
import { go, link } from "./router.js";
import { scopeOf } from "./scope.js";

const STEP = 100;

const EXAMPLES = [
  ["pipeline", "a word, anywhere in the texts"],
  ['"direct aid"', "a phrase"],
  ["/\\b(19|20)\\d\\d\\b/", "a regular expression"],
  ["type:LAW entity:section-907", "mentions of an entity, by type"],
  ["type:GPE|LOC /^the /i", "one of two types, and an expression"],
  ["kind:MONEY value>1000000000", "figures by size"],
  ["layer:dates first_day>=2025-01-01", "dates from a day on"],
  ["label:against target:section-907 -holder:author", "stance of others than the author"],
];

/** Draw the view. */
export async function searchView(store, route, place) {
  const source = route.query.q ?? "";
  const view = { alive: true, leave: () => (view.alive = false) };
  const input = h("input", { type: "search", id: "query", name: "q", value: source, autocomplete: "off", spellcheck: "false", "aria-label": "Query", placeholder: "Words, /expressions/, field:value" });
  const results = h("div", { class: "results" });
  show(place,
    h("h1", { tabindex: "-1" }, "Search"),
    h("form", { class: "controls query", onsubmit: (event) => {
      event.preventDefault();
      go(link("search", [], { q: input.value }));
    } }, input, h("button", {}, "Search")),
    results);
  document.getElementById("quick").value = source;
  if (source.trim()) run(store, source, results, view);
  else show(results, help());
  return view;
}

function help() {
  return h("div", { class: "card" }, h("h2", {}, "How to ask"),
    h("dl", { class: "examples" }, EXAMPLES.map(([query, does]) => [
      h("dt", {}, h("a", { href: link("search", [], { q: query }) }, h("code", {}, query))), h("dd", {}, does)])),
    h("p", { class: "dim" }, "All terms must hold; ", h("code", {}, "-"), " turns one round, ", h("code", {}, "|"), " means or, ", h("code", {}, "*"),
      " stands for any letters. With a field, annotations are found; without one, places in the texts. The fields: ",
      [...new Set(allLayers().flatMap(({ fields }) => fields))].sort().map((field, at) => [at ? ", " : "", h("code", {}, field)]),
      ", and of documents ", h("code", {}, "doc"), ", ", h("code", {}, "title"), ", ", h("code", {}, "genre"), ", ", h("code", {}, "publisher"), "."));
}

function run(store, source, results, view) {
  const { terms, error } = parseQuery(source);
  const wrong = error ?? unknownField(terms);
  if (wrong) {
    show(results, h("p", { role: "alert", class: "card" }, wrong), help());
    return;
  }
  const list = h("ol", { class: "plain kwics" });
  const total = h("p", { class: "lead", role: "status" });
  const more = h("div", { class: "more" });
  show(results, total, list, more);
  const hits = find(store, terms);
  const seen = { hits: 0, documents: new Set(), read: 0 };
  const pull = async () => {
    show(more);
    const stop = seen.hits + STEP;
    for (;;) {
      const next = await hits.next();
      if (!view.alive) return;
      if (next.done) break;
      if (next.value === null) {
        seen.read += 1;
        if (store.served && seen.read % 20 === 0) show(total, `Reading … ${number(seen.read)} of ${number(store.info.documents)} documents, ${count(seen.hits, "place")}`);
        continue;
      }
      const { doc, span, record } = next.value;
      seen.hits += 1;
      seen.documents.add(doc.id);
      list.append(line(doc, span, record));
      if (seen.hits >= stop) {
        tell(total, seen, true);
        show(more, h("button", { type: "button", onclick: pull }, "Find more"));
        return;
      }
    }
    tell(total, seen, false);
  };
  pull();
}

function tell(place, seen, partly) {
  const text = seen.hits ? `${partly ? "The first " : ""}${count(seen.hits, "place")} in ${count(seen.documents.size, "document")}` : "Nothing was found.";
  show(place, text);
  announce(text);
}

function line(doc, span, record) {
  const about = [record ? tag(record.layer, typeOf(record) || record.layer) : null,
    record?.layer === "stance" ? h("span", { class: "dim" }, ` ${record.holder} on ${record.target} `) : null,
    h("a", { class: "kwic-doc", href: link("read", [doc.id]) }, words(doc.title))];
  if (!span) return h("li", { class: "kwic kwic-whole" }, about, " ", clipped(record.note ?? "", 120));
  if (record && record.end - record.start > 160) {
    return h("li", { class: "kwic kwic-whole" },
      h("a", { href: link("read", [doc.id, record.id]) }, words(clipped(doc.textOf(record), 300))), h("span", { class: "kwic-after" }, about));
  }
  return kwicLine(doc, record ? record : span, about);
}

/** Yield hits, and null after each document. */
async function* find(store, terms) {
  const byField = terms.some((term) => term.field && !ofDocument(term.field));
  const scope = scopeOf(store, { all: true });
  for await (const doc of store.scan(scope.from, scope.count)) {
    if (byField) {
      for (const record of doc.annotations) {
        if (meets(terms, (field) => annotationValues(store, doc, record, field))) yield { doc, span: record, record };
      }
    } else if (meets(terms, (field) => (field ? documentValues(doc, field) : [doc.text]))) {
      yield* [...textHits(doc, terms)].map((span) => ({ doc, span, record: null }));
    }
    yield null;
  }
}
