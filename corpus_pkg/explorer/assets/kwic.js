// Keyword in context: one line for each place in the texts.

import { h, words } from "./dom.js";
import { link } from "./router.js";

const AROUND = 70;

/** Return a line: what stands before, the words themselves as a link to the text, what stands after. */
export function kwicLine(doc, span, after) {
  const edge = doc.segmentOf(span) ?? { start: 0, end: doc.length };
  const [from, to] = [Math.max(edge.start, span.start - AROUND), Math.min(edge.end, span.end + AROUND)];
  // No half words at the ends.
  const before = doc.slice(from, span.start).replace(from > edge.start ? /^\S*\s/ : "", "");
  const behind = doc.slice(span.end, to).replace(to < edge.end ? /\s\S*$/ : "", "");
  const anchor = span.id ?? doc.contextOf(span)?.id;
  return h("li", { class: "kwic" },
    h("span", { class: "kwic-left" }, h("bdi", {}, flat(before).trimStart())),
    h("span", { class: "kwic-rest" },
      h("a", { class: "kwic-hit", href: link("read", anchor ? [doc.id, anchor] : [doc.id]) }, words(flat(doc.textOf(span)))),
      h("bdi", {}, flat(behind).trimEnd())),
    h("span", { class: "kwic-after" }, after));
}

function flat(text) {
  return text.replace(/\s+/g, " ");
}
