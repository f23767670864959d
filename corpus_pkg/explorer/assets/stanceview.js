// Stance: who stands where, as matrices of holders, documents and targets.

import { clipped, entityLink } from "./details.js";
import { count, h, number, show, words } from "./dom.js";
import { SIDES } from "./layers.js";
import { go, link } from "./router.js";
import { collect, scopeBar, scopeOf } from "./scope.js";

const BY = { holder: "Holder × target", document: "Document × target" };

/** Draw the view. */
export async function stanceView(store, route, place) {
  const view = { alive: true, leave: () => (view.alive = false), update: (next) => update(next) };
  const progress = h("div", { class: "progress" });
  const content = h("div", {});
  show(place, h("h1", { tabindex: "-1" }, "Stance"),
    h("p", { class: "lead" }, "Who takes which side on what, sentence by sentence. Blue with ▲ is favor, red with ▼ is against, ◆ is both in one sentence, · is about the target without a side. A cell opens its sentences."),
    scopeBar(store, "stance", route), progress, content);
  const rows = [];
  const overall = new Map();
  let state = route;
  const redraw = () => draw(store, content, rows, overall, state);
  const update = (next) => {
    if (next.view !== "stance" || next.query.at !== route.query.at || next.query.all !== route.query.all) return false;
    state = next;
    redraw();
    content.querySelector(".sentences h2")?.focus();
    return true;
  };
  const gather = collect(store, scopeOf(store, route.query), progress, (doc) => {
    for (const record of doc.layers.stance ?? []) rows.push({ doc, record });
    overall.set(doc.id, new Map((doc.layers.document_stance ?? []).map((record) => [record.target, record])));
  }, () => view.alive).then((whole) => whole && redraw());
  if (!store.served) await gather;
  return view;
}

function draw(store, content, rows, overall, route) {
  const by = BY[route.query.by] ? route.query.by : "holder";
  const cells = new Map();
  const names = new Map();
  for (const row of rows) {
    const name = by === "holder" ? row.record.holder : row.doc.id;
    names.set(name, (names.get(name) ?? 0) + 1);
    const key = `${name} ${row.record.target}`;
    cells.set(key, [...(cells.get(key) ?? []), row]);
  }
  if (by === "document") for (const id of overall.keys()) names.set(id, names.get(id) ?? 0);
  const order = [...names.keys()];
  if (by === "holder") order.sort((a, b) => (b === "author") - (a === "author") || names.get(b) - names.get(a) || a.localeCompare(b));
  const titles = new Map(rows.map(({ doc }) => [doc.id, doc.title]));
  const targets = store.info.targets;
  const to = (query) => link("stance", [], { at: route.query.at, all: route.query.all, by: by === "holder" ? null : by, ...query });
  const cell = (name, target) => {
    const list = cells.get(`${name} ${target}`) ?? [];
    const own = by === "document" ? overall.get(name)?.get(target)?.label : null;
    if (!list.length && !own) return h("td", { class: "cell none" }, h("span", { class: "unseen" }, "no stance"));
    const open = route.query.row === name && route.query.target === target;
    return h("td", { class: "cell", "data-score": by === "document" && own ? ({ favor: "3", against: "-3", mixed: "0" }[own] ?? null) : score(list) },
      h("a", { href: to({ row: name, target }), "aria-current": open ? "true" : null, "aria-label": `${by === "holder" ? rowName(store, name) : (titles.get(name) ?? name)} on ${target}: ${said(list)}${own ? `; the author overall: ${own}` : ""}` },
        own ? h("span", { class: `own-side side-text-${own}` }, SIDES[own].symbol === "·" ? "–" : SIDES[own].symbol) : null,
        h("span", { class: "tally" }, tally(list))));
  };
  show(content,
    h("div", { class: "controls", role: "group", "aria-label": "Matrix" }, Object.entries(BY).map(([name, title]) =>
      h("button", { type: "button", class: "small", "aria-pressed": String(name === by), onclick: () => go(to({ by: name === "holder" ? null : name })) }, title)), legend(by)),
    h("div", { class: "stance" },
      h("div", { class: "card scroll matrix-card", tabindex: "0", role: "region", "aria-label": `Matrix: ${BY[by]}` },
        h("table", { class: "matrix" }, h("caption", { class: "unseen" }, BY[by]),
          h("thead", {}, h("tr", {}, h("th", { scope: "col" }, by === "holder" ? "Holder" : "Document"),
            targets.map(({ id, description }) => h("th", { scope: "col", class: "turned", title: description }, h("a", { href: to({ target: id }), "aria-current": !route.query.row && route.query.target === id ? "true" : null }, h("span", {}, id)))))),
          h("tbody", {}, order.map((name) => h("tr", {},
            h("th", { scope: "row" }, by === "holder" ? (name === "author" ? rowName(store, name) : entityLink(store, name)) : h("a", { href: link("read", [name]), title: titles.get(name) }, words(clipped(titles.get(name) ?? name, 60)))),
            targets.map(({ id }) => cell(name, id))))))),
      sentences(store, rows, overall, by, route, titles)));
}

/** A row has the stances of all texts, and each has its own author. */
function rowName(store, id) {
  return id === "author" ? "the authors" : holderName(store, id);
}

function holderName(store, id) {
  return id === "author" ? "the author" : (store.known(id)?.name ?? id);
}

/** The side of a cell from all against to all in favour, in seven steps; null where no sentence has a side. */
function score(list) {
  const sided = list.filter(({ record }) => record.label !== "none");
  const sum = sided.reduce((total, { record }) => total + ({ favor: 1, against: -1 }[record.label] ?? 0), 0);
  return sided.length ? String(Math.round((sum / sided.length) * 3)) : null;
}

function sides(list) {
  return Object.keys(SIDES).map((label) => [label, list.filter(({ record }) => record.label === label).length]).filter(([, n]) => n);
}

function tally(list) {
  return sides(list).map(([label, n]) => h("span", {}, SIDES[label].symbol, n > 1 ? number(n) : ""));
}

function said(list) {
  return list.length ? sides(list).map(([label, n]) => `${number(n)} ${label}`).join(", ") : "no sentence";
}

function legend(by) {
  return h("span", { class: "legend" }, h("span", {}, "▼ against"),
    [-3, -2, -1, 0, 1, 2, 3].map((step) => h("span", { class: "step", "data-score": String(step) })), h("span", {}, "▲ favor"),
    by === "document" ? h("span", { class: "dim" }, "Colour and sign: the author overall. Numbers: sentences of all holders.") : null);
}

function sentences(store, rows, overall, by, route, titles) {
  const { row, target } = route.query;
  if (!target) return h("section", { class: "card sentences", "aria-label": "Sentences" }, h("p", { class: "empty" }, "Choose a cell, or a target at the head of its column, to read the sentences."));
  const list = rows.filter(({ doc, record }) => record.target === target && (!row || (by === "holder" ? record.holder : doc.id) === row));
  const own = by === "document" && row ? overall.get(row)?.get(target) : null;
  const about = store.info.targets.find(({ id }) => id === target);
  return h("section", { class: "card sentences", "aria-label": "Sentences" },
    h("h2", { tabindex: "-1" }, row ? [by === "holder" ? rowName(store, row) : words(titles.get(row) ?? row), " on "] : "All on ", words(target)),
    about ? h("p", { class: "dim" }, "Favor means support for: ", words(about.description)) : null,
    own ? h("p", {}, "The author overall: ", h("strong", { class: `side-text-${own.label}` }, `${SIDES[own.label].symbol} ${own.label}`), own.note ? [" – ", words(own.note)] : null) : null,
    h("p", { class: "dim" }, count(list.length, "sentence")),
    h("ul", { class: "plain" }, list.map(({ doc, record }) => h("li", { class: `stance-line line-${record.label}` },
      h("a", { href: link("read", [doc.id, record.id]), dir: "auto" }, words(doc.textOf(record))),
      h("div", { class: "dim" }, h("span", { class: `side-text-${record.label}` }, `${SIDES[record.label]?.symbol ?? ""} ${record.label}`), " · ", words(holderName(store, record.holder)), " · ",
        record.basis ? [words(record.basis), " · "] : null, words(doc.title), record.note ? [" · ", words(record.note)] : null)))));
}
