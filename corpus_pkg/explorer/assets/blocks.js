// The text of a document as blocks: its segments as what they are, with their highlights.

import { h } from "./dom.js";
import { mark, nest, render, titleOf } from "./highlights.js";
import { SIDES, spanLayers, typeName, typeOf } from "./layers.js";

// The page has the title as its heading already.
const TAGS = { heading: "h2" };

/**
 * Return the blocks of a document.
 *
 * `shown(layer, type)` says what is switched on; a segment that is switched off is left out whole.
 */
export function blocks(doc, shown) {
  const found = [];
  let at = 0;
  for (const segment of doc.layers.segments ?? []) {
    if (segment.start > at) found.push(loose(doc, at, segment.start, shown));
    if (shown("segments", segment.kind)) found.push(block(doc, segment, shown));
    at = Math.max(at, segment.end);
  }
  if (at < doc.length) found.push(loose(doc, at, doc.length, shown));
  return found;
}

/** Text that is in no segment: white space is left out, the rest shown as it is. */
function loose(doc, start, end, shown) {
  if (!doc.slice(start, end).trim()) return null;
  return h("div", { class: "block block-loose" }, h("p", { class: "words", dir: "auto" }, content(doc, start, end, shown)));
}

function block(doc, segment, shown) {
  return h("div", { class: `block block-${segment.kind}`, "data-id": segment.id },
    h("span", { class: "kind", "data-id": segment.id, title: `Segment: ${typeName(segment.kind)}` }, typeName(segment.kind)),
    h(TAGS[segment.kind] ?? "p", { class: "words", dir: "auto" }, content(doc, segment.start, segment.end, shown)));
}

function content(doc, start, end, shown) {
  const of = (layers) => layers.flatMap(({ name }) =>
    (doc.layers[name] ?? []).filter((record) => name === "sentences" || shown(name, typeOf(record))));
  const layers = spanLayers().filter(({ name }) => name !== "segments");
  const records = of(layers.filter(({ whole }) => !whole));
  const whole = of(layers.filter((one) => one.whole));
  const make = (node, children) => {
    if (node.record.layer !== "sentences") return mark(node, children);
    const flags = whole.filter((record) => record.end > node.start && record.start < node.end);
    const sides = flags.filter(({ layer }) => layer === "stance");
    const last = node.end === node.record.end;
    return h("span", {
      class: `sentence${shown("sentences", "") ? " bounded" : ""}${sides.length ? ` sided side-${together(sides)}` : ""}`,
      "data-id": node.record.id,
    }, children, last && flags.map(flag));
  };
  return render(doc, nest(records, start, end), start, end, make);
}

/** The side of a sentence whose stances are several: one word for its colour. */
function together(stances) {
  const labels = new Set(stances.map((record) => record.label).filter((label) => label !== "none"));
  return labels.size > 1 ? "mixed" : ([...labels][0] ?? "none");
}

function flag(record) {
  if (record.layer !== "stance") return h("span", { class: "flag", "data-id": record.id, title: titleOf(record) }, titleOf(record));
  const side = SIDES[record.label] ?? SIDES.none;
  return h("span", { class: `flag flag-${record.label}`, "data-id": record.id, title: titleOf(record) },
    h("span", { class: "symbol" }, side.symbol), h("span", { class: "flag-target" }, ` ${record.target}`),
    record.holder === "author" ? null : h("span", { class: "flag-holder" }, ` · ${record.holder}`));
}
