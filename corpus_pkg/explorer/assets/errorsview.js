// Errors: what predictions get wrong against the gold annotations, counted as `corpus-pkg score` counts them.

import { clipped, fieldList } from "./details.js";
import { announce, count, h, number, show, words } from "./dom.js";
import { mark, nest, render, titleOf } from "./highlights.js";
import { fieldName, layerOf, typeName } from "./layers.js";
import { go, link } from "./router.js";

const STEP = 50;
const SIDES = ["gold", "predicted"];
const COUNTS = [["gold", "Gold"], ["predicted", "Predicted"], ["right", "Right"]];
const SCORES = [["precision", "Precision"], ["recall", "Recall"], ["f1", "F1"]];

/** Draw the view. */
export async function errorsView(store, route, place) {
  const name = route.parts[0] ?? store.info.predictions[0];
  const found = await store.predicted(name);
  if (!found) {
    show(place, h("h1", { tabindex: "-1" }, "Errors"), h("p", {}, "There is no prediction ", h("code", {}, name), "."));
    return {};
  }
  return new ErrorsView(store, place, name, found, route);
}

class ErrorsView {
  constructor(store, place, name, found, route) {
    this.store = store;
    this.name = name;
    this.found = found;
    this.alive = true;
    this.turn = 0;
    this.body = h("div", {});
    this.take(route);
    const left = [
      found.missing.length ? `Not predicted, so counted as empty: ${found.missing.join(", ")}.` : null,
      found.unscored.length ? `Without scores, so not compared: ${found.unscored.join(", ")}.` : null,
    ].filter(Boolean);
    show(place, h("h1", { tabindex: "-1" }, "Errors"),
      h("p", { class: "lead" }, "What ", words(name), ` gets wrong against the gold annotations of ${count(found.documents, "document")}, counted as `, h("code", {}, "corpus-pkg score"), " counts it. In each sentence the gold words are underlined and the predicted words have a frame. ", left.join(" ")),
      this.chooser(), this.body);
    this.draw();
  }

  leave() {
    this.alive = false;
  }

  update(route) {
    if ((route.parts[0] ?? this.name) !== this.name) return false;
    this.take(route);
    this.draw();
    return true;
  }

  take({ query }) {
    const layers = Object.keys(this.found.layers);
    const layer = layers.includes(query.layer) ? query.layer : (layers.find((one) => Object.keys(this.found.layers[one].kinds).length) ?? layers[0]);
    this.state = { layer, kind: query.kind, type: query.type, document: query.document, by: query.by === "document" ? "document" : "type" };
  }

  address(state) {
    return link("errors", [this.name], { ...this.state, by: this.state.by === "document" ? "document" : null, ...state });
  }

  chooser() {
    const names = this.store.info.predictions;
    if (names.length < 2) return null;
    const select = h("select", { id: "prediction", "aria-label": "Prediction", onchange: () => go(link("errors", [select.value], { layer: this.state.layer })) },
      names.map((name) => h("option", { value: name, selected: name === this.name }, name)));
    return h("div", { class: "controls" }, select);
  }

  draw() {
    const list = h("div", { class: "card differences" });
    show(this.body, this.summary(), this.groups(), this.confusion(), list);
    this.list(list);
  }

  /** A table of numbers; each head and cell may lead somewhere. */
  table(label, first, columns, rows) {
    return h("div", { class: "card scroll", tabindex: "0", role: "region", "aria-label": label }, h("table", { class: "data kinds" }, h("caption", { class: "unseen" }, label),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, first), columns.map((head) => h("th", { scope: "col", class: "number" }, head)))),
      h("tbody", {}, rows.map(({ head, cells, sum }) => h("tr", { class: sum ? "sum" : null }, h("th", { scope: "row" }, head), cells.map((cell) => h("td", { class: "number" }, cell)))))));
  }

  /** A number that chooses what is listed. */
  choose(n, state, label) {
    const here = Object.entries({ kind: null, type: null, document: null, ...state }).every(([name, value]) => (this.state[name] ?? null) === value);
    return n ? h("a", { href: this.address({ kind: null, type: null, document: null, ...state }), "aria-label": `${n} ${label}`, "aria-current": here ? "true" : null }, number(n)) : h("span", { class: "dim" }, "·");
  }

  summary() {
    const layers = Object.keys(this.found.layers);
    const { kinds } = this.store.info;
    const of = (layer) => this.found.layers[layer];
    const heads = layers.map((layer) => h("a", { href: this.address({ layer, kind: null, type: null, document: null }), "aria-current": layer === this.state.layer ? "true" : null }, layerOf(layer).title));
    const rows = [
      ...COUNTS.map(([name, title]) => ({ head: title, cells: layers.map((layer) => number(of(layer)[name])) })),
      ...SCORES.map(([name, title]) => ({ head: title, cells: layers.map((layer) => score(of(layer)[name])) })),
      ...Object.keys(kinds).filter((kind) => layers.some((layer) => of(layer).kinds[kind])).map((kind, at) => ({
        head: h("span", { title: kinds[kind] }, kind),
        cells: layers.map((layer) => this.choose(of(layer).kinds[kind], { layer, kind }, `${layerOf(layer).title}: ${kind}`)),
        sum: !at,
      })),
    ];
    return this.table("Counts and errors by layer and kind", "All", heads, rows);
  }

  /** The errors of the layer by type or document, and kind. */
  groups() {
    const { layer, by } = this.state;
    const counted = this.found.layers[layer]?.[by] ?? [];
    if (!counted.length) return null;
    const kinds = Object.keys(this.store.info.kinds).filter((kind) => counted.some((one) => one[1] === kind));
    const values = [...new Set(counted.map(([value]) => value))];
    const at = new Map(counted.map(([value, kind, n]) => [JSON.stringify([value, kind]), n]));
    const buttons = ["type", "document"].map((one) => h("button", { type: "button", class: "small", "aria-pressed": String(one === by), onclick: () => go(this.address({ by: one === "document" ? one : null })) }, `By ${one}`));
    const rows = values.slice(0, 200).map((value) => ({
      head: by === "document" ? h("a", { href: link("read", [value]) }, words(value)) : words(typeName(value)),
      cells: kinds.map((kind) => this.choose(at.get(JSON.stringify([value, kind])), { layer, kind, [by]: value }, `${value}: ${kind}`)),
    }));
    return [h("h2", {}, `${layerOf(layer).title} by ${by}`), h("div", { class: "controls", role: "group", "aria-label": "Count the errors" }, buttons), this.table(`Errors by ${by} and kind`, fieldName(by), kinds, rows)];
  }

  confusion() {
    const pairs = this.found.layers[this.state.layer]?.confusion ?? [];
    if (!pairs.length) return null;
    const columns = [...new Set(pairs.map((pair) => pair[1]))].sort();
    const at = new Map(pairs.map(([gold, predicted, n]) => [JSON.stringify([gold, predicted]), n]));
    const rows = [...new Set(pairs.map((pair) => pair[0]))].sort().map((gold) => ({ head: typeName(gold), cells: columns.map((one) => number(at.get(JSON.stringify([gold, one])) ?? 0)) }));
    return h("details", {}, h("summary", {}, "Which type was predicted for which (rows: gold, columns: predicted; – for none)"), this.table("Gold and predicted types", "Gold", columns.map(typeName), rows));
  }

  async list(place, most = STEP) {
    const mine = ++this.turn;
    const { layer, kind, type, document } = this.state;
    const chosen = Object.fromEntries(Object.entries({ layer, kind, type, document }).filter(([, value]) => value !== undefined));
    const { total, errors } = await this.store.errors(this.name, chosen, 0, most);
    const lines = [];
    for (const error of errors) lines.push(this.line(error, await this.store.document(error.document)));
    if (!this.alive || mine !== this.turn) return;
    const what = [kind, type && typeName(type), document].filter(Boolean).join(", ");
    announce(`${count(total, "error")} in ${layerOf(layer).title}`);
    show(place, h("h2", {}, `${count(total, "error")} in ${layerOf(layer).title.toLowerCase()}${what ? `: ${what}` : ""}`), h("ul", { class: "plain" }, lines),
      total > errors.length ? h("div", { class: "more" }, errors.length < most ? h("p", { class: "dim" }, "Choose a kind, type or document above to see the others.")
        : h("button", { type: "button", onclick: () => this.list(place, most * 5) }, `Show more of ${number(total)}`)) : null);
  }

  line(error, doc) {
    const records = Object.fromEntries(SIDES.filter((side) => error[side]).map((side) => [side, { ...error[side], layer: error.layer }]));
    const one = records.gold ?? records.predicted;
    const place = one?.start === undefined ? null : link("read", [doc.id, records.gold?.id ?? doc.contextOf(one)?.id].filter(Boolean));
    return h("li", { class: "difference" },
      h("div", { class: "difference-place", dir: "auto" }, one?.start === undefined ? words(one?.target ?? error.message ?? "") : inSentence(doc, records)),
      h("p", {}, h("strong", {}, error.kind), error.field ? h("span", { class: "difference-about" }, fieldName(error.field)) : null, " ",
        h("a", { class: "difference-about", href: place ?? link("read", [doc.id]) }, words(doc.title))),
      one ? h("dl", { class: "said" }, SIDES.map((side) => h("div", { class: side === "gold" ? "final" : null }, h("dt", {}, side === "gold" ? "Gold" : "Predicted"),
        h("dd", {}, records[side] ? words(said(doc, records[side], error.field)) : h("span", { class: "absent" }, "nothing"))))) : null,
      records.gold && records.predicted ? h("details", {}, h("summary", {}, "All fields"), h("div", { class: "said" }, SIDES.map((side) => fieldList(this.store, doc, records[side])))) : null);
  }
}

function score(value) {
  return value === null ? "–" : h("span", { title: String(value) }, value.toFixed(3));
}

/** The sentence of an error, with the gold span underlined and the predicted one framed. */
function inSentence(doc, records) {
  const [first] = Object.values(records);
  const { start, end } = doc.contextOf(first) ?? first;
  if (layerOf(first.layer).whole) return words(clipped(doc.slice(start, end)));
  const marked = Object.entries(records).filter(([, record]) => record.start < end && record.end > start);
  const sides = new Map(marked.map(([side, record]) => [record, side]));
  const make = (node, children) => mark(node, children, { class: `hl hl-${node.record.layer} on-${sides.get(node.record)}`, title: `${sides.get(node.record)}: ${titleOf(node.record)}`, "data-id": null });
  return render(doc, nest(marked.map(([, record]) => record), start, end), start, end, make);
}

function said(doc, record, field) {
  const value = field ? record[field] : undefined;
  const text = record.start === undefined || layerOf(record.layer).whole ? "" : `“${clipped(doc.textOf(record), 80)}” `;
  if (!field) return `${text}${titleOf(record)}`.trim();
  return `${text}${fieldName(field)}: ${value === undefined || value === null ? "none" : typeof value === "object" ? JSON.stringify(value) : value}`;
}
