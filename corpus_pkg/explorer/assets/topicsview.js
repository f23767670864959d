// Topics: a question with all its answers side by side, and how every two of them relate to each other.

import { clipped, entityLink } from "./details.js";
import { count, h, number, show, words } from "./dom.js";
import { go, link } from "./router.js";
import { collect, scopeBar, scopeOf } from "./scope.js";
import { sortable } from "./table.js";

/** How two claims relate to each other: a sign for each relation, so that colour is never the only one. */
const RELATIONS = { same: "=", compatible: "≈", contradict: "≠", open: "?" };

/** Draw the view. */
export async function topicsView(store, route, place) {
  const view = { alive: true, leave: () => (view.alive = false), update: (next) => update(next) };
  const progress = h("div", { class: "progress" });
  const content = h("div", {});
  show(place, h("h1", { tabindex: "-1" }, "Topics"),
    h("p", { class: "lead" }, "What the texts answer to one question, and who says so. Relations of answers follow from their values, modality and times and from the topic’s tables."),
    scopeBar(store, "topics", route), progress, content);
  const scope = scopeOf(store, route.query);
  const rows = [];
  const topics = await store.topics();
  let state = route;
  const redraw = () => draw(store, content, { topics, rows, scope }, state, view);
  const update = (next) => {
    if (next.view !== "topics" || next.query.at !== route.query.at || next.query.all !== route.query.all) return false;
    state = next;
    redraw().then(() => content.querySelector(".topic h2")?.focus());
    return true;
  };
  const gather = collect(store, scope, progress, (doc) => {
    for (const claim of doc.layers.claims ?? []) rows.push({ doc, claim });
  }, () => view.alive).then((whole) => whole && redraw());
  if (!store.served) await gather;
  return view;
}

async function draw(store, content, { topics, rows, scope }, route, view) {
  if (!topics.length) {
    show(content, h("p", { class: "empty" }, "This corpus has no topics."));
    return;
  }
  const topic = topics.find(({ id }) => id === route.parts[0]) ?? topics[0];
  const answers = rows.filter(({ claim }) => claim.topic === topic.id);
  const pairs = h("div", { class: "pairs" });
  const list = h("ul", { class: "plain entity-list" }, topics.map(({ id, question }) => h("li", {},
    h("a", { href: link("topics", [id], route.query), "aria-current": id === topic.id ? "true" : null, title: question },
      h("span", { class: "entity-name" }, words(id)), h("span", { class: "n" }, number(rows.filter(({ claim }) => claim.topic === id).length))))));
  show(content, h("div", { class: "entities" },
    h("nav", { class: "registry", "aria-label": "Topics", tabindex: "0" }, list),
    h("section", { class: "topic", "aria-label": "Topic" },
      h("h2", { tabindex: "-1" }, words(topic.question)),
      topic.note ? h("p", { class: "dim" }, words(topic.note)) : null,
      answers.length ? [table(store, answers), pairs] : h("p", { class: "empty" }, "No text here answers it."))));
  const relations = answers.length ? await store.relations(topic.id, scope.from, scope.count) : [];
  if (view.alive && relations.length) show(pairs, pairsOf(answers, relations, route, topic));
}

/** All answers: a row for each who gives one, a column for each document. */
function table(store, answers) {
  const docs = [...new Set(answers.map(({ doc }) => doc))];
  const asserters = [...new Set(answers.map(({ claim }) => claim.asserter))].sort((a, b) => (b === "author") - (a === "author"));
  return h("div", { class: "card scroll", tabindex: "0", role: "region", "aria-label": "Answers by document" },
    h("table", { class: "data answers" }, h("caption", { class: "unseen" }, "Answers by who gives them and by document"),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Who says so"),
        docs.map((doc) => h("th", { scope: "col" }, h("a", { href: link("read", [doc.id]), title: doc.title }, words(clipped(doc.title, 48))))))),
      h("tbody", {}, asserters.map((asserter) => h("tr", {},
        h("th", { scope: "row" }, who(store, asserter)),
        docs.map((doc) => h("td", {}, h("ul", { class: "plain" }, answers
          .filter((one) => one.doc === doc && one.claim.asserter === asserter)
          .map(({ claim }) => h("li", { class: "answer" }, answer(store, doc, claim)))))))))));
}

function who(store, id) {
  return id === "unnamed" ? "unnamed" : entityLink(store, id);
}

function answer(store, doc, claim) {
  const via = claim.via ?? [];
  return [
    h("strong", {}, words(valueOf(claim))), " ", h("span", { class: `modality modality-${claim.modality}` }, claim.modality),
    h("div", {}, h("a", { href: link("read", [doc.id, claim.id]), dir: "auto" }, words(`“${doc.textOf(claim)}”`))),
    h("div", { class: "dim" }, [
      claim.time ? `time ${claim.time}` : null,
      claim.extent ? claim.extent.replaceAll("_", " ") : null,
      claim.presupposed ? "taken for granted" : null,
    ].filter(Boolean).join(" · "), via.length ? [" via ", via.map((id, at) => [at ? ", " : "", who(store, id)])] : null),
  ];
}

/** An answer in the form of its kind. */
function valueOf(claim) {
  if (claim.entities?.length) return claim.entities.join(", ");
  if (claim.value !== undefined && !claim.modifier) return claim.value;
  const { value, value_min: least, value_max: most } = claim;
  const size = value ?? [least === undefined ? "…" : least, most === undefined ? "…" : most].join(" to ");
  return [claim.modifier === "EXACT" ? "" : claim.modifier.toLowerCase().replaceAll("_", " "), size, claim.unit ?? ""].filter(Boolean).join(" ");
}

/** The pairs of answers; the address may name one relation. */
function pairsOf(answers, relations, route, topic) {
  const byId = new Map(answers.map((one) => [`${one.doc.id} ${one.claim.id}`, one]));
  const rows = relations
    .map(([a, one, b, two, relation, rule, reason]) => ({ first: byId.get(`${a} ${one}`), second: byId.get(`${b} ${two}`), relation, rule, reason }))
    .filter(({ first, second }) => first && second);
  const chosen = Object.hasOwn(RELATIONS, route.query.relation ?? "") ? route.query.relation : null;
  const shown = chosen ? rows.filter(({ relation }) => relation === chosen) : rows;
  const button = (one) => {
    const n = one ? rows.filter(({ relation }) => relation === one).length : rows.length;
    return h("button", { type: "button", class: "small", "aria-pressed": String(one === chosen), onclick: () => go(link("topics", [topic.id], { ...route.query, relation: one })) },
      one ? `${RELATIONS[one]} ${one} ${number(n)}` : `All ${number(n)}`);
  };
  const claimOf = ({ doc, claim }) => [
    h("a", { href: link("read", [doc.id, claim.id]) }, words(valueOf(claim))), " ", claim.modality,
    h("div", { class: "dim" }, words(clipped(doc.title, 48)), " · ", words(claim.asserter))];
  const columns = [
    { title: "Relation", value: ({ relation }) => relation, cell: ({ relation }) => h("span", { class: `relation relation-${relation}` }, `${RELATIONS[relation] ?? "?"} ${relation}`) },
    { title: "One answer", value: ({ first }) => valueOf(first.claim), cell: ({ first }) => claimOf(first) },
    { title: "Another", value: ({ second }) => valueOf(second.claim), cell: ({ second }) => claimOf(second) },
    { title: "Rule", value: ({ rule }) => rule, cell: ({ rule, reason }) => (reason ? [rule, h("div", { class: "dim" }, words(reason))] : rule) },
    { title: "In one text", value: ({ first, second }) => String(first.doc === second.doc), cell: ({ first, second }) => (first.doc === second.doc ? "yes" : "") },
  ];
  return [
    h("h3", {}, count(rows.length, "pair")),
    h("div", { class: "controls", role: "group", "aria-label": "Relation" }, [null, ...Object.keys(RELATIONS)].map(button)),
    sortable({ label: "Pairs of answers", rows: shown, columns }),
  ];
}
