// Entities: the registry, and every mention of an entry in its context.

import { entityLink, outside, tag } from "./details.js";
import { count, h, number, show, words } from "./dom.js";
import { kwicLine } from "./kwic.js";
import { wikidata } from "./layers.js";
import { meets, parseQuery } from "./query.js";
import { link, note } from "./router.js";

const STEP = 100;

/** Draw the view. */
export async function entitiesView(store, route, place) {
  return new Entities(store, place).start(route);
}

class Entities {
  constructor(store, place) {
    this.store = store;
    this.alive = true;
    this.turn = 0;
    this.counts = null;
    this.filter = h("input", { type: "search", id: "entity-filter", autocomplete: "off", spellcheck: "false", placeholder: "name, /expression/, type:LAW, entity:…", "aria-label": "Filter the entities", oninput: () => this.filtered() });
    this.order = h("select", { id: "entity-order", "aria-label": "Order", onchange: () => this.filtered() },
      store.served ? null : h("option", { value: "mentions" }, "most mentioned first"), h("option", { value: "name" }, store.served ? "as in the registry" : "by name"));
    this.total = h("p", { class: "dim", role: "status" });
    this.list = h("ul", { class: "plain entity-list" });
    this.more = h("div", { class: "more" });
    this.entry = h("section", { class: "card entry", "aria-label": "Entity" });
    show(place, h("h1", { tabindex: "-1" }, "Entities"),
      h("p", { class: "lead" }, "Every entry of the registry, with all its mentions in context."),
      h("div", { class: "entities" },
        h("section", { class: "registry", "aria-label": "Registry" }, h("div", { class: "controls" }, this.filter, this.order), this.total, this.list, this.more), this.entry));
  }

  async start(route) {
    if (!this.store.served) this.counts = countMentions(this.store.documents);
    this.filter.value = route.query.q ?? "";
    this.query = route.query;
    this.current = route.parts[0] ?? null;
    await this.draw();
    await this.open(this.current ?? this.first);
    return this;
  }

  leave() {
    this.alive = false;
  }

  update(route) {
    if (route.view !== "entities" || !route.parts[0] || (route.query.q ?? "") !== this.filter.value) return false;
    this.open(route.parts[0]).then(() => this.entry.querySelector("h2")?.focus({ preventScroll: true }));
    if (innerWidth < 900) this.entry.scrollIntoView();
    return true;
  }

  async filtered() {
    note(link("entities", this.current ? [this.current] : [], { q: this.filter.value }));
    await this.draw();
  }

  /** Draw the list: as much as one page, and more on demand. */
  async draw() {
    const mine = ++this.turn;
    const { terms, error } = parseQuery(this.filter.value);
    show(this.list);
    show(this.more);
    if (error) {
      show(this.total, error);
      return;
    }
    const { store } = this;
    const entries = this.entries(terms);
    this.first = null;
    let shown = 0;
    const pull = async () => {
      show(this.more);
      const stop = shown + STEP;
      for await (const entry of entries) {
        if (mine !== this.turn || !this.alive) return;
        this.first ??= entry.id;
        this.list.append(this.line(entry));
        shown += 1;
        if (shown >= stop) {
          show(this.total, entries.total === null ? `The first ${number(shown)} found in ${count(store.entities, "entity", "entities")}` : `${number(shown)} of ${count(entries.total, "entity", "entities")}`);
          show(this.more, h("button", { type: "button", onclick: pull }, "Show more"));
          return;
        }
      }
      show(this.total, count(shown, "entity", "entities"));
    };
    await pull();
  }

  /** Return an iterator over the entries that a filter lets through; one that can be stopped and gone on with. */
  entries(terms) {
    const { store } = this;
    const passes = (entry) => meets(terms, (field) => {
      if (field === "") return [entry.name, entry.id, entry.wikipedia ?? "", ...(this.counts?.get(entry.id)?.forms.keys() ?? [])];
      if (field === "entity") return [entry.id];
      if (field === "kind") return [entry.type];
      return entry[field] === undefined ? [""] : [entry[field]];
    });
    const sorted = async function* (order, counts) {
      const found = [...store.registry];
      if (order === "mentions") found.sort((a, b) => (counts.get(b.id)?.total ?? 0) - (counts.get(a.id)?.total ?? 0) || a.name.localeCompare(b.name));
      else found.sort((a, b) => a.name.localeCompare(b.name));
      yield* found;
    };
    const all = store.served ? store.scanRegistry() : sorted(this.order.value, this.counts);
    return {
      // Of a served registry only the number of all entries is known before it is read to its end.
      get total() {
        if (store.served) return terms.length ? null : store.entities;
        return store.registry.filter(passes).length;
      },
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          for (;;) {
            const next = await all.next();
            if (next.done || passes(next.value)) return next;
          }
        },
      }),
    };
  }

  line(entry) {
    const found = this.counts?.get(entry.id);
    return h("li", {}, h("a", { href: link("entities", [entry.id], { q: this.filter.value }), "aria-current": entry.id === this.current ? "true" : null, "data-entity": entry.id },
      h("span", { class: "entity-name" }, words(entry.name)), tag("entities", entry.type),
      this.counts ? h("span", { class: "n" }, number(found?.total ?? 0)) : null));
  }

  async open(id) {
    this.current = id ?? null;
    for (const anchor of this.list.querySelectorAll("a")) {
      if (anchor.dataset.entity === this.current) anchor.setAttribute("aria-current", "true");
      else anchor.removeAttribute("aria-current");
    }
    if (!id) {
      show(this.entry, h("p", { class: "empty" }, "Nothing to show."));
      return;
    }
    const entry = await this.store.entry(id);
    if (!entry) {
      show(this.entry, h("h2", { tabindex: "-1" }, "No such entity"), h("p", {}, "The registry has no entry ", h("code", {}, id), "."));
      return;
    }
    show(this.entry, await this.about(entry));
    this.mentions(entry);
  }

  async about(entry) {
    const found = this.counts?.get(entry.id);
    return [
      h("div", { class: "detail-head" }, h("h2", { tabindex: "-1" }, words(entry.name)), tag("entities", entry.type)),
      h("p", { class: "entry-facts" }, h("code", {}, entry.id), outside(entry),
        entry.wikidata ? h("a", { href: wikidata(entry.wikidata), target: "_blank", rel: "noopener noreferrer", class: "external" }, `Wikidata: ${entry.wikidata}`) : null,
        entry.iso_3166 ? h("span", {}, "ISO 3166: ", h("code", {}, entry.iso_3166)) : null,
        entry.seat_of?.length ? h("span", {}, "Seat of: ", ...entry.seat_of.map((id) => h("code", {}, id, " "))) : null),
      entry.note ? h("p", {}, words(entry.note)) : null,
      found ? h("p", { class: "forms" }, [...found.forms].sort((a, b) => b[1] - a[1]).slice(0, 12).map(([form, n]) =>
        h("span", { class: "form" }, words(form), h("span", { class: "n" }, ` ${n}`)))) : null,
    ];
  }

  /** Add the mentions in context, document by document. */
  mentions(entry) {
    const lines = h("div", { class: "mentions" });
    const status = h("p", { class: "dim", role: "status" });
    const more = h("div", { class: "more" });
    this.entry.append(status, lines, more);
    const documents = this.store.scan(0, this.store.info.documents);
    const seen = { mentions: 0, documents: 0, read: 0 };
    const still = () => this.alive && this.current === entry.id;
    const pull = async () => {
      show(more);
      const stop = seen.mentions + STEP;
      for (;;) {
        const next = await documents.next();
        if (!still()) return;
        if (next.done) break;
        const doc = next.value;
        seen.read += 1;
        const found = doc.layers.entities.filter((record) => record.entity === entry.id || record.stands_for === entry.id);
        if (found.length) {
          seen.mentions += found.length;
          seen.documents += 1;
          lines.append(h("h3", {}, h("a", { href: link("read", [doc.id]) }, words(doc.title)), h("span", { class: "n" }, ` ${number(found.length)}`)),
            h("ul", { class: "plain kwics" }, found.map((record) => kwicLine(doc, record, this.remark(entry, record)))));
        }
        if (this.store.served && seen.read % 20 === 0) show(status, `Reading … ${number(seen.read)} of ${number(this.store.info.documents)} documents, ${count(seen.mentions, "mention")}`);
        if (seen.mentions >= stop && this.store.served) {
          show(status, `${count(seen.mentions, "mention")} in the first ${number(seen.read)} of ${count(this.store.info.documents, "document")}`);
          show(more, h("button", { type: "button", onclick: pull }, "Read on"));
          return;
        }
      }
      show(status, seen.mentions ? `${count(seen.mentions, "mention")} in ${count(seen.documents, "document")}` : "No document mentions it.");
    };
    pull();
  }

  remark(entry, record) {
    const parts = [];
    if (record.type !== entry.type) parts.push(tag("entities", record.type));
    if (record.entity !== entry.id) parts.push(h("span", { class: "dim" }, entityLink(this.store, record.entity), " stands for it here"));
    else if (record.stands_for) parts.push(h("span", { class: "dim" }, "stands for ", entityLink(this.store, record.stands_for)));
    return parts;
  }
}

function countMentions(documents) {
  const counts = new Map();
  for (const doc of documents) {
    for (const record of doc.layers.entities) {
      if (!counts.has(record.entity)) counts.set(record.entity, { total: 0, forms: new Map() });
      const found = counts.get(record.entity);
      const form = doc.textOf(record);
      found.total += 1;
      found.forms.set(form, (found.forms.get(form) ?? 0) + 1);
    }
  }
  return counts;
}
