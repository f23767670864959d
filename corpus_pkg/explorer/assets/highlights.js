// Laying annotations over a text as nested elements.

import { h } from "./dom.js";
import { fieldName, layerOf, rankOf, typeName, typeOf } from "./layers.js";

/**
 * Return annotations as a forest of pieces within [start, end): each piece has its record, its span and
 * its children. Where two annotations cross, the later one is cut at the edge of the earlier.
 */
export function nest(records, start, end) {
  const queue = records
    .filter((record) => record.start < end && record.end > start)
    .map((record) => piece(record, Math.max(record.start, start), Math.min(record.end, end)))
    .sort(order);
  const roots = [];
  const open = [];
  for (let at = 0; at < queue.length; at++) {
    const now = queue[at];
    while (open.length && open.at(-1).end <= now.start) open.pop();
    const outer = open.at(-1);
    if (outer && now.end > outer.end) {
      const rest = piece(now.record, outer.end, now.end);
      now.end = outer.end;
      let place = at + 1;
      while (place < queue.length && order(queue[place], rest) < 0) place++;
      queue.splice(place, 0, rest);
    }
    (outer ? outer.children : roots).push(now);
    open.push(now);
  }
  roots.forEach(measure);
  return roots;
}

function piece(record, start, end) {
  return { record, start, end, children: [], height: 0 };
}

function order(a, b) {
  return a.start - b.start || b.end - a.end || rankOf(a.record.layer) - rankOf(b.record.layer);
}

/** How many lines stand under a piece: an outer highlight is drawn outside the inner ones. */
function measure(node) {
  for (const child of node.children) measure(child);
  node.height = node.children.length ? 1 + Math.max(...node.children.map((child) => child.height)) : 0;
}

/** Return text nodes and elements for [start, end) of a document; `make` returns the element of a piece. */
export function render(doc, roots, start, end, make) {
  const parts = [];
  let at = start;
  for (const node of roots) {
    trim(doc, node);
    if (node.start > at) parts.push(doc.slice(at, node.start));
    parts.push(make(node, render(doc, node.children, node.start, node.end, make)));
    at = node.end;
  }
  if (end > at) parts.push(doc.slice(at, end));
  return parts;
}

/** Let a piece that was cut end before white space, and begin after it. */
function trim(doc, node) {
  const shown = doc.slice(node.start, node.end);
  const lead = shown.length - shown.trimStart().length;
  const trail = shown.length - shown.trimEnd().length;
  if (!shown.trim() || !(lead || trail)) return;
  // White space is one unit a character, whatever else is in the text.
  const start = node.start + lead;
  const end = node.end - trail;
  if (node.children.some((child) => child.start < start || child.end > end)) return;
  node.start = start;
  node.end = end;
}

/** Return the element of an annotation. */
export function mark(node, children, extra) {
  const { record } = node;
  return h(
    "mark",
    {
      class: `hl hl-${record.layer}${node.start > record.start ? " cut-start" : ""}${node.end < record.end ? " cut-end" : ""}`,
      "data-id": record.id,
      "data-type": typeOf(record),
      title: titleOf(record),
      set: { "--height": String(Math.min(node.height, 4)), "--layer": layerOf(record.layer).color },
      ...extra,
    },
    children,
  );
}

/** Return what an annotation says, in a few words. */
export function titleOf(record) {
  const type = typeName(typeOf(record));
  if (record.layer === "entities") return `${type} · ${record.entity}${record.stands_for ? ` (stands for ${record.stands_for})` : ""}`;
  if (record.layer === "dates") return `${type} · ${record.value}${record.mod ? ` · ${record.mod}` : ""}`;
  if (record.layer === "figures") return `${type} · ${[record.value ?? `≥ ${record.value_min}`, record.unit].filter(Boolean).join(" ")}`;
  if (record.layer === "stance") return `${record.holder} · ${type} · ${record.target}`;
  if (layerOf(record.layer).role === "block") return type;
  return [layerOf(record.layer).one, type, ...facets(record)].filter(Boolean).join(" · ");
}

/** Return the first fields of an annotation that are single values, as far as they say something of their own. */
function facets(record) {
  const { fields, label, implied } = layerOf(record.layer);
  return fields
    .filter((name) => !["id", "start", "end", "text", "note", label, ...implied].includes(name))
    .filter((name) => ["string", "number", "boolean"].includes(typeof record[name]))
    .slice(0, 3)
    .map((name) => `${fieldName(name)}: ${record[name]}`);
}
