// All that is known of one annotation, beside the text.

import { announce, h, show, words } from "./dom.js";
import { SIDES, fieldName, layerOf, typeName, typeOf, wikipedia } from "./layers.js";
import { link } from "./router.js";

/** Return the panel's content for an annotation of a document. */
export function details(store, doc, record) {
  const type = typeOf(record);
  return [
    h("div", { class: "detail-head" },
      h("h2", { id: "detail-title" }, layerOf(record.layer).one),
      type && tag(record.layer, type)),
    h("blockquote", { class: "quote", dir: "auto" }, clipped(doc.textOf(record))),
    fieldList(store, doc, record),
    sentence(doc, record),
    around(doc, record),
    share(doc, record),
  ];
}

/** Return the list of all fields of a record, but for its text. */
export function fieldList(store, doc, record) {
  return h("dl", { class: "fields" }, layerOf(record.layer).fields
    .filter((name) => name !== "text")
    .map((name) => [h("dt", {}, fieldName(name)), h("dd", {}, field(store, doc, record, name))]));
}

/** Return a type as a chip in the colours of its layer. */
export function tag(layer, type) {
  const side = layer === "stance" || layer === "document_stance" ? SIDES[type] : null;
  return h("span", { class: `tag tag-${layer}`, "data-type": type, set: { "--layer": layerOf(layer).color } }, side ? `${side.symbol} ${side.word}` : typeName(type));
}

/** Return a link to an annotation. */
export function annotationLink(doc, record, content, attributes) {
  return h("a", { href: link("read", [doc.id, record.id]), ...attributes }, content);
}

/** Return a link to a registry entry, by its name where it is known. */
export function entityLink(store, id) {
  if (id === "author") return "the author";
  return h("a", { href: link("entities", [id]) }, words(store.known(id)?.name ?? id));
}

function field(store, doc, record, name) {
  const value = record[name];
  if (value === undefined || value === null) return h("span", { class: "absent" }, "none");
  if (name === "entity" || name === "stands_for" || name === "holder") return [entityLink(store, value), " ", identifier(value)];
  if (name === "target") return h("a", { href: link("stance", [], { target: value }) }, value);
  if (name === "id" || name === "start" || name === "end") return h("code", {}, String(value));
  return content(store, doc, value);
}

/** Return any value of a field: a record or an entity as a link to it, a span as its words, a list as its items. */
function content(store, doc, value) {
  if (Array.isArray(value)) return value.length ? h("ul", { class: "plain" }, value.map((item) => h("li", {}, content(store, doc, item)))) : h("span", { class: "absent" }, "none");
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object" && value !== null) {
    if (Number.isInteger(value.start) && Number.isInteger(value.end)) return words(doc.textOf(value));
    return h("dl", { class: "fields" }, Object.entries(value).map(([name, item]) => [h("dt", {}, fieldName(name)), h("dd", {}, content(store, doc, item))]));
  }
  const other = doc.byId.get(value);
  if (other) return [annotationLink(doc, other, words(clipped(doc.textOf(other), 60))), " ", identifier(value)];
  if (store.known(value)) return [entityLink(store, value), " ", identifier(value)];
  return words(String(value));
}

function identifier(value) {
  return h("code", { class: "dim" }, value);
}

function sentence(doc, record) {
  const whole = doc.sentenceOf(record);
  if (!whole || layerOf(record.layer).role === "block") return null;
  const inner = !layerOf(record.layer).whole;
  return [
    h("h3", {}, "Its sentence"),
    h("p", { class: "context", dir: "auto" },
      inner
        ? [doc.slice(whole.start, record.start), h("strong", {}, doc.textOf(record)), doc.slice(record.end, whole.end)]
        : doc.textOf(whole)),
  ];
}

function around(doc, record) {
  const relations = [
    ["Around it", (a) => a.start <= record.start && record.end <= a.end],
    ["Within it", (a) => record.start <= a.start && a.end <= record.end && !(a.start === record.start && a.end === record.end)],
    ["Refers to it", (a) => Object.entries(a).some(([name, value]) => name !== "id" && [value].flat().includes(record.id))],
  ];
  const seen = new Set([record.id]);
  return relations.map(([heading, holds]) => {
    const found = doc.annotations.filter((a) => !seen.has(a.id) && holds(a));
    for (const a of found) seen.add(a.id);
    if (!found.length) return null;
    return h("details", { open: found.length <= 6 },
      h("summary", {}, `${heading} (${found.length})`),
      h("ul", { class: "plain related" }, found.map((a) =>
        h("li", {}, tag(a.layer, typeOf(a) || layerOf(a.layer).one.toLowerCase()), " ",
          annotationLink(doc, a, words(a.layer === "stance" ? `${a.holder} on ${a.target}` : clipped(doc.textOf(a), 70)))))));
  });
}

function share(doc, record) {
  const address = link("read", [doc.id, record.id]);
  const done = h("span", { class: "dim" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(new URL(address, location.href).href);
      show(done, "Copied");
      announce("Link copied");
    } catch {
      show(done, "Copy the address of the link instead");
    }
  };
  return h("p", { class: "share" },
    h("a", { href: address, class: "permalink" }, "Link to this annotation"),
    h("button", { type: "button", class: "small", onclick: copy }, "Copy"), done);
}

/** Return a registry entry's links out of the page. */
export function outside(entry, label) {
  if (!entry.wikipedia) return h("span", { class: "dim" }, "no article on English Wikipedia is known");
  return h("a", { href: wikipedia(entry.wikipedia), target: "_blank", rel: "noopener noreferrer", class: "external" },
    label ?? ["Wikipedia: ", words(entry.wikipedia)]);
}

/** Return a text cut to a length, at a space where there is one. */
export function clipped(text, most = 280) {
  if (text.length <= most) return text;
  const cut = text.slice(0, most).replace(/\s+\S*$/, "");
  return `${cut} …`;
}
