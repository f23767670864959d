// Figures: every number of the texts in one table, money and shares on scales of their own.

import { annotationLink, clipped, tag } from "./details.js";
import { h, number, show, words } from "./dom.js";
import { typeName } from "./layers.js";
import { go, link, note } from "./router.js";
import { collect, scopeBar, scopeOf } from "./scope.js";
import { sortable } from "./table.js";

const MODIFIERS = { EXACT: "", APPROX: "≈ ", MORE_THAN: "> ", LESS_THAN: "< ", AT_LEAST: "≥ ", AT_MOST: "≤ " };

/** Draw the view. */
export async function figuresView(store, route, place) {
  const view = { alive: true, leave: () => (view.alive = false) };
  const progress = h("div", { class: "progress" });
  const content = h("div", {});
  show(place, h("h1", { tabindex: "-1" }, "Figures"),
    h("p", { class: "lead" }, "Every number in the texts with its unit, its subject and its date. Amounts of one currency and shares stand on one scale each."),
    scopeBar(store, "figures", route), progress, content);
  const rows = [];
  const gather = collect(store, scopeOf(store, route.query), progress, (doc) => {
    for (const figure of doc.layers.figures ?? []) rows.push({ doc, figure, size: size(figure) });
  }, () => view.alive).then((whole) => whole && draw(store, content, rows, route));
  if (!store.served) await gather;
  return view;
}

/** The number that a figure is compared by; null where it has none. */
function size(figure) {
  const value = figure.value ?? figure.value_min;
  return value === undefined ? null : Number(value);
}

function draw(store, content, rows, route) {
  const kinds = Object.keys(store.info.labels.FigureKind).filter((kind) => rows.some(({ figure }) => figure.kind === kind));
  const kind = kinds.includes(route.query.kind) ? route.query.kind : null;
  const to = (next) => go(link("figures", [], { ...route.query, kind: next, sort: null, down: null }));
  const shown = kind ? rows.filter(({ figure }) => figure.kind === kind) : rows;
  show(content,
    h("div", { class: "controls", role: "group", "aria-label": "Kind" },
      [null, ...kinds].map((one) => h("button", { type: "button", class: "small", "aria-pressed": String(one === kind), onclick: () => to(one) },
        `${one ? typeName(one) : "All"} ${number(one ? rows.filter(({ figure }) => figure.kind === one).length : rows.length)}`))),
    h("div", { class: "scales" }, scales(shown)),
    table(shown, route));
}

/** One card for each currency, and one for shares: bars from the largest down. */
function scales(rows) {
  const groups = new Map();
  for (const row of rows) {
    if (row.size === null || !["MONEY", "PERCENT"].includes(row.figure.kind)) continue;
    const name = row.figure.kind === "MONEY" ? `Money, ${row.figure.unit}` : "Shares, %";
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups].map(([name, list]) => {
    list.sort((a, b) => b.size - a.size);
    const most = Math.max(...list.map((row) => Math.abs(row.size)));
    const least = Math.min(...list.map((row) => Math.abs(row.size)).filter(Boolean), most);
    const wide = name.startsWith("Money") && most / least > 50;
    const share = (value) => Math.min(100, Math.max(1.5, 100 * (wide && value ? Math.log10(Math.abs(value) / (least / 3)) / Math.log10(most / (least / 3)) : Math.abs(value) / Math.max(most, name.startsWith("Shares") ? 100 : 0))));
    return h("section", { class: "card scale", "aria-label": name },
      h("h2", {}, name, wide ? h("span", { class: "dim small-print" }, " logarithmic") : null),
      h("ul", { class: "plain bars" }, list.slice(0, 40).map((row) => h("li", {},
        h("a", { href: link("read", [row.doc.id, row.figure.id]), title: row.doc.title },
          h("span", { class: "bar-label" }, h("strong", {}, shortValue(row.figure)), " ", h("span", { class: "dim" }, words(about(row)))),
          h("span", { class: "bar-track" }, h("span", { class: `bar-fill change-${row.figure.change}`, set: { width: `${share(row.size)}%` } })))))));
  });
}

function about({ doc, figure }) {
  const change = { INCREASE: "growth", DECREASE: "fall", TARGET: "planned" }[figure.change];
  const date = figure.date ? doc.byId.get(figure.date) : null;
  return [figure.subject ? doc.textOf(figure.subject) : null, change, date ? doc.textOf(date) : null].filter(Boolean).join(" · ");
}

/** A figure's value as people write it: `≈ 1.7 billion USD`. */
function shortValue(figure) {
  const value = figure.value ?? figure.value_min;
  if (value === undefined) return "–";
  const sign = figure.value === undefined ? "≥ " : (MODIFIERS[figure.modifier] ?? "");
  const size = Math.abs(Number(value));
  const short = size >= 1e6 ? Number(value).toLocaleString("en", { notation: "compact", compactDisplay: "long", maximumFractionDigits: 2 }) : Number(value).toLocaleString("en", { maximumFractionDigits: 6 });
  return `${sign}${short}${figure.unit === "%" ? "%" : figure.unit ? ` ${figure.unit}` : ""}`;
}

function table(rows, route) {
  const date = ({ doc, figure }) => (figure.date ? doc.byId.get(figure.date) : null);
  const columns = [
    { title: "In the text", value: ({ doc, figure }) => doc.textOf(figure), cell: ({ doc, figure }) => annotationLink(doc, figure, words(doc.textOf(figure))) },
    { title: "Value", class: "number", downFirst: true, value: ({ size: value }) => value, cell: ({ figure }) => shortValue({ ...figure, unit: figure.unit === "%" ? "%" : null }) },
    { title: "Unit", value: ({ figure }) => figure.unit, cell: ({ figure }) => figure.unit ?? "" },
    { title: "Subject", value: ({ doc, figure }) => (figure.subject ? doc.textOf(figure.subject) : null), cell: ({ doc, figure }) => (figure.subject ? words(doc.textOf(figure.subject)) : "") },
    { title: "Kind", value: ({ figure }) => figure.kind, cell: ({ figure }) => tag("figures", figure.kind) },
    { title: "Change", value: ({ figure }) => figure.change, cell: ({ figure }) => typeName(figure.change).toLowerCase() },
    { title: "Date", value: (row) => date(row)?.first_day, cell: (row) => (date(row) ? annotationLink(row.doc, date(row), words(row.doc.textOf(date(row)))) : "") },
    { title: "Document", value: ({ doc }) => doc.title, cell: ({ doc }) => words(clipped(doc.title, 48), { title: doc.title }) },
  ];
  const sort = columns.findIndex(({ title }) => title.toLowerCase() === route.query.sort);
  return sortable({
    label: "All figures", rows, columns, sort: sort < 0 ? null : sort, descending: route.query.down === "1",
    sorted: (at, down) => note(link("figures", [], { ...route.query, sort: columns[at].title.toLowerCase(), down: down ? "1" : null })),
  });
}
