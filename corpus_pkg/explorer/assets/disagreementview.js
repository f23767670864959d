// Disagreement: the versions of a document's layers side by side, and the list of their differences.

import { differences } from "./compare.js";
import { clipped } from "./details.js";
import { PAGE } from "./documentlist.js";
import { announce, count, h, number, show, words } from "./dom.js";
import { headline } from "./headline.js";
import { mark, nest, render, titleOf } from "./highlights.js";
import { SIDES, allLayers, fieldName, layerOf, typeName, typeOf } from "./layers.js";
import { go, link } from "./router.js";

const FINAL = "adjudicated";

/** Draw the view. */
export async function disagreementView(store, route, place) {
  const names = store.info.versions;
  if (!names.length) {
    show(place, h("h1", { tabindex: "-1" }, "Disagreement"), h("p", { class: "lead" }, "This corpus holds no annotators' own layers to compare."));
    return {};
  }
  const id = route.parts[0] ?? (await store.headings(0, 1))[0]?.id;
  const doc = id === undefined ? null : await store.document(id);
  if (!doc) {
    show(place, h("h1", { tabindex: "-1" }, "Disagreement"), h("p", {}, "There is no document ", h("code", {}, id ?? ""), "."));
    return {};
  }
  const versions = await store.compared(doc.id);
  return new Comparison(store, place, doc, versions, route);
}

class Comparison {
  constructor(store, place, doc, versions, route) {
    this.store = store;
    this.doc = doc;
    this.alive = true;
    this.docs = inOrder(doc, versions);
    this.own = compared(doc, this.docs);
    this.all = this.own;
    this.every = null;
    this.body = h("div", {});
    this.state = { layer: isLayer(route.query.layer) ? route.query.layer : "entities", kind: route.query.kind ?? null, all: route.query.all ?? null };
    this.onlyDifferent = true;
    show(place, h("h1", { tabindex: "-1" }, "Disagreement"),
      h("p", { class: "lead" }, store.info.label ? "The versions of the corpus next to each other. " : "The annotators' own layers next to the adjudicated one, as they were marked. ", "What is not the same in all of them has a frame and the sign ≠."),
      this.chooser(), this.body);
    this.change();
  }

  leave() {
    this.alive = false;
  }

  /** Draw the state; what is asked for of all documents is read first. */
  async change() {
    if (this.state.all && !this.every) {
      show(this.body, h("p", { class: "progress", role: "status" }, "Comparing the documents …"));
      this.every = await this.compareAll();
      if (!this.alive) return;
    }
    this.all = this.state.all ? this.every : this.own;
    this.draw();
  }

  async compareAll() {
    const found = [];
    const from = this.store.served ? Math.floor(this.doc.at / PAGE) * PAGE : 0;
    for await (const doc of this.store.scan(from, this.store.served ? PAGE : this.store.info.documents)) {
      if (!this.alive) break;
      found.push(...compared(doc, inOrder(doc, await this.store.compared(doc.id))));
    }
    return found;
  }

  update(route) {
    if (route.view !== "disagreement" || (route.parts[0] ?? this.doc.id) !== this.doc.id) return false;
    this.state = { layer: isLayer(route.query.layer) ? route.query.layer : this.state.layer, kind: route.query.kind ?? null, all: route.query.all ?? null };
    this.change();
    return true;
  }

  address(state) {
    const next = { ...this.state, ...state };
    return link("disagreement", [this.doc.id], { layer: next.layer, kind: next.kind, all: next.all });
  }

  async turn(by) {
    const at = this.doc.at + by;
    const [heading] = at >= 0 ? await this.store.headings(at, 1) : [];
    if (heading) go(link("disagreement", [heading.id], { layer: this.state.layer }));
  }

  chooser() {
    const select = h("select", { id: "compared-document", "aria-label": "Document", onchange: () => go(link("disagreement", [select.value], { layer: this.state.layer })) });
    const fill = async () => {
      const from = Math.max(0, this.doc.at - 100);
      const headings = await this.store.headings(from, 200);
      show(select, headings.map((heading) => h("option", { value: heading.id, selected: heading.id === this.doc.id }, headline(heading))));
    };
    fill();
    return h("div", { class: "controls" },
      h("button", { type: "button", class: "small", "aria-label": "The document before", disabled: this.doc.at === 0, onclick: () => this.turn(-1) }, "◂"), select,
      h("button", { type: "button", class: "small", "aria-label": "The next document", disabled: this.doc.at >= this.store.info.documents - 1, onclick: () => this.turn(1) }, "▸"),
      h("a", { href: link("read", [this.doc.id]) }, "Read it"));
  }

  draw() {
    const { layer } = this.state;
    const here = this.own.filter((one) => one.layer === layer);
    show(this.body, this.summary(), h("div", { class: "card versions" },
      h("div", { class: "versions-head" }, h("h2", {}, `${layerOf(layer).title} side by side`), this.filter()),
      layer === "document_stance" ? this.documentStance() : layerOf(layer).spans ? this.rows(layer, here) : null), this.list());
  }

  filter() {
    const box = h("input", { type: "checkbox", id: "only-different", checked: this.onlyDifferent, onchange: () => {
      this.onlyDifferent = box.checked;
      this.draw();
    } });
    return h("label", { class: "inline-label" }, box, " only what differs");
  }

  /** How many differences there are of each kind, by layer; the numbers choose what is listed. */
  summary() {
    const kinds = [...new Set(this.all.map(({ kind }) => kind))].sort(byKind);
    const counted = (layer, kind) => this.all.filter((one) => one.layer === layer && (!kind || one.kind === kind)).length;
    const total = this.store.info.documents;
    const scopes = [[null, "This document"], ["1", this.store.served && total > PAGE ? `Its ${PAGE} neighbours` : `All ${count(total, "document")}`]];
    return h("div", { class: "card scroll", tabindex: "0", role: "region", "aria-label": "Differences by kind" },
      total > 1 ? h("div", { class: "controls", role: "group", "aria-label": "Count the differences of" }, scopes.map(([all, name]) =>
        h("button", { type: "button", class: "small", "aria-pressed": String((this.state.all ?? null) === all), onclick: () => go(this.address({ all })) }, name))) : null,
      h("table", { class: "data kinds" }, h("caption", { class: "unseen" }, "Differences by layer and kind"),
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Kind of difference"), allLayers().map(({ name: layer, title }) =>
          h("th", { scope: "col", class: "number" }, h("a", { href: this.address({ layer, kind: null }), "aria-current": layer === this.state.layer && !this.state.kind ? "true" : null }, title))))),
        h("tbody", {}, kinds.map((kind) => h("tr", {}, h("th", { scope: "row" }, this.kindName(kind)), allLayers().map(({ name: layer, title }) => {
          const n = counted(layer, kind);
          return h("td", { class: "number" }, n ? h("a", { href: this.address({ layer, kind }), "aria-label": `${n} ${title}: ${this.kindName(kind)}`, "aria-current": layer === this.state.layer && this.state.kind === kind ? "true" : null }, number(n)) : h("span", { class: "dim" }, "·"));
        }))),
        h("tr", { class: "sum" }, h("th", { scope: "row" }, "All"), allLayers().map(({ name }) => h("td", { class: "number" }, number(counted(name))))))));
  }

  /** The text in rows, a sentence each, with a column for each version. */
  rows(layer, different) {
    const names = Object.keys(this.docs);
    const marked = new Map(names.map((name) => [name, new Set(different.map(({ records }) => records[name]).filter(Boolean))]));
    const parts = pieces(this.doc).filter(({ start, end }) => !this.onlyDifferent || different.some((one) => one.start < end && one.end > start));
    if (!parts.length) return h("p", { class: "empty" }, "All versions agree on this layer of this document.");
    return h("div", { class: "sides", role: "table", "aria-label": "Versions side by side", set: { "--columns": String(names.length) } },
      h("div", { class: "side-row side-heads", role: "row" }, names.map((name) => h("div", { role: "columnheader", class: name === FINAL ? "final" : null }, versionName(name, this.store)))),
      parts.map(({ start, end }) => h("div", { class: "side-row", role: "row" }, names.map((name) =>
        h("div", { role: "cell", class: `side-cell${name === FINAL ? " final" : ""}`, dir: "auto" }, h("span", { class: "side-name" }, versionName(name, this.store)), this.cell(layer, name, start, end, marked.get(name)))))));
  }

  cell(layer, name, start, end, marked) {
    const doc = this.docs[name];
    const records = (doc.layers[layer] ?? []).filter((record) => record.start < end && record.end > start);
    if (layerOf(layer).whole) return [h("span", { class: "quiet-text" }, words(doc.slice(start, end))), h("div", { class: "chips" }, records.map((record) =>
      h("span", { class: `flag flag-${typeOf(record)}${marked.has(record) ? " differs" : ""}`, title: titleOf(record) }, `${chip(record)}${marked.has(record) ? " ≠" : ""}`)))];
    const make = (node, children) => mark(node, [children, marked.has(node.record) && node.end === node.record.end ? h("span", { class: "sign" }, "≠") : null],
      { class: `hl hl-${layer}${marked.has(node.record) ? " differs" : ""}`, "data-id": null });
    return render(doc, nest(records, start, end), start, end, make);
  }

  documentStance() {
    const names = Object.keys(this.docs);
    const label = (name, target) => (this.docs[name].layers.document_stance ?? []).find((record) => record.target === target)?.label;
    const rows = this.store.info.targets.filter(({ id }) => !this.onlyDifferent || new Set(names.map((name) => label(name, id))).size > 1);
    if (!rows.length) return h("p", { class: "empty" }, "All versions agree on this layer of this document.");
    return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Document stance side by side" }, h("table", { class: "data" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Target"), names.map((name) => h("th", { scope: "col" }, versionName(name, this.store))))),
      h("tbody", {}, rows.map(({ id }) => h("tr", {}, h("th", { scope: "row" }, id), names.map((name) => {
        const found = label(name, id);
        return h("td", { class: found ? `side-text-${found}` : "absent" }, found ? `${SIDES[found].symbol} ${found}` : "not marked");
      }))))));
  }

  list() {
    const { layer, kind } = this.state;
    const shown = this.all.filter((one) => one.layer === layer && (!kind || one.kind === kind));
    const kinds = [...new Set(shown.map((one) => one.kind))].sort(byKind);
    announce(`${count(shown.length, "difference")} in ${layerOf(layer).title}`);
    return h("div", { class: "card differences" }, h("h2", {}, `${count(shown.length, "difference")} in ${layerOf(layer).title.toLowerCase()}${kind ? `: ${this.kindName(kind)}` : ""}`),
      kinds.map((one) => {
        const these = shown.filter((each) => each.kind === one);
        return h("details", { open: these.length <= 30 || Boolean(kind) }, h("summary", {}, h("strong", {}, this.kindName(one)), h("span", { class: "n" }, ` ${number(these.length)}`)),
          h("ul", { class: "plain" }, these.map((each) => this.difference(each))));
      }));
  }

  /** A kind of difference as people read it. */
  kindName(kind) {
    if (kind === "boundaries") return "boundaries differ";
    if (!kind.startsWith("only in ")) return kind.replaceAll("_", " ");
    return `only ${kind.slice(8).split(" and ").map((name) => versionName(name, this.store).replace(/^A(?=nnotator|djudicated)/, "a")).join(" and ")}`;
  }

  difference({ kind, records, start, end, layer, doc, docs }) {
    const field = / differs$/.test(kind) ? kind.replace(" differs", "") : null;
    const final = records[FINAL];
    const place = !layerOf(layer).spans ? words(Object.values(records).find(Boolean).target ?? layerOf(layer).one)
      : h("a", { href: link("read", [doc.id, final?.id ?? doc.contextOf({ start, end: start + 1 })?.id].filter(Boolean)) }, words(clipped(doc.slice(start, end), 110)));
    return h("li", { class: "difference" }, h("div", { class: "difference-place" }, place, layerOf(layer).key.length && layerOf(layer).spans ? h("span", { class: "difference-about" }, about(layer, records)) : null,
      this.state.all ? h("a", { class: "difference-about", href: link("disagreement", [doc.id], { layer }) }, words(doc.title)) : null),
      h("dl", { class: "said" }, Object.entries(records).map(([name, record]) => h("div", { class: name === FINAL ? "final" : null },
        h("dt", {}, versionName(name, this.store)), h("dd", {}, record ? words(said(docs[name], record, layer, field)) : h("span", { class: "absent" }, "not marked"))))));
  }
}

function said(doc, record, layer, field) {
  if (field) return written(doc, record[field]);
  if (!layerOf(layer).spans) return layerOf(layer).fields.filter((name) => record[name] !== undefined && !layerOf(layer).key.includes(name) && name !== "note").map((name) => (name === layerOf(layer).label ? written(doc, record[name]) : `${fieldName(name)}: ${written(doc, record[name])}`)).join(" · ");
  const text = layerOf(layer).whole ? "" : `“${clipped(doc.textOf(record), 80)}” `;
  return `${text}${titleOf({ ...record, layer })}`.trim();
}

/** Return a value of a field in words. */
function written(doc, value) {
  if (value === undefined || value === null) return "none";
  if (Array.isArray(value)) return value.map((item) => written(doc, item)).join(", ") || "none";
  if (typeof value !== "object") return String(value);
  if (Number.isInteger(value.start) && Number.isInteger(value.end)) return doc.textOf(value);
  return Object.entries(value).map(([name, item]) => `${fieldName(name)}: ${written(doc, item)}`).join(", ");
}

function isLayer(name) {
  return allLayers().some((one) => one.name === name);
}

/** What a mark on a whole sentence says. */
function chip(record) {
  if (record.layer === "stance") return `${SIDES[record.label]?.symbol ?? ""} ${record.holder} on ${record.target}`;
  return titleOf(record);
}

/** The versions of a document by name; the adjudicated layers stand between the annotators. */
function inOrder(doc, versions) {
  const others = Object.entries(versions);
  const middle = Math.ceil(others.length / 2);
  return Object.fromEntries([...others.slice(0, middle), [FINAL, doc], ...others.slice(middle)]);
}

/** All differences between the versions of a document. */
function compared(doc, docs) {
  return allLayers().flatMap((facts) => differences(facts,
    Object.fromEntries(Object.entries(docs).map(([name, one]) => [name, one.layers[facts.name] ?? []])))
    .map((one) => ({ ...one, doc, docs })));
}

function versionName(name, store) {
  if (name === FINAL) return store.info.label ?? "Adjudicated";
  return /^[a-z]$/.test(name) ? `Annotator ${name.toUpperCase()}` : name;
}

function about(layer, records) {
  const record = Object.values(records).find(Boolean);
  if (layer === "stance") return ` ${record.holder} on ${record.target}`;
  return ` ${layerOf(layer).key.map((name) => `${fieldName(name)}: ${record[name]}`).join(" · ")}`;
}

/** Boundaries first, then fields, then what only some have. */
function byKind(a, b) {
  const rank = (kind) => (kind === "boundaries" ? 0 : kind.startsWith("only") ? 2 : 1);
  return rank(a) - rank(b) || a.localeCompare(b);
}

/** The text cut into sentences; what is in none by its segments. */
function pieces(doc) {
  const found = [];
  for (const segment of doc.layers.segments ?? []) {
    const inside = doc.sentences.filter((sentence) => sentence.start >= segment.start && sentence.end <= segment.end);
    found.push(...(inside.length ? inside : [segment]));
  }
  return found.length ? found : doc.sentences.length ? doc.sentences : [{ start: 0, end: doc.length }];
}
