// Read: the text with its layers, and all of an annotation on a click.

import { blocks } from "./blocks.js";
import { clipped, details, fieldList } from "./details.js";
import { documentList } from "./documentlist.js";
import { announce, h, number, show, words } from "./dom.js";
import { headlineOf } from "./headline.js";
import { titleOf } from "./highlights.js";
import { Switches, layerPanel } from "./layerpanel.js";
import { SIDES, allLayers, layerOf, rankOf, typeOf } from "./layers.js";
import { go, link } from "./router.js";
import { keep, setting } from "./settings.js";

/** Draw the view; returns what the rest of the page may ask of it. */
export async function readView(store, route, place) {
  const first = route.parts[0] ? null : (await store.headings(0, 1))[0];
  const id = route.parts[0] ?? first?.id;
  if (id === undefined) {
    show(place, h("h1", { tabindex: "-1" }, "Read"), h("p", {}, "The corpus has no documents."));
    return {};
  }
  const doc = await store.document(id);
  if (!doc) {
    show(place, h("div", { class: "card" }, h("h1", { tabindex: "-1" }, "No such document"),
      h("p", {}, "There is no document ", h("code", {}, id), "."), h("p", {}, h("a", { href: link("documents") }, "All documents"))));
    return {};
  }
  return new Reader(store, doc, place).open(route.parts[1]);
}

class Reader {
  constructor(store, doc, place) {
    this.store = store;
    this.doc = doc;
    this.switches = new Switches();
    this.selected = null;
    this.text = h("div", {
      class: "text", id: "text", role: "region", tabindex: "0", "aria-label": "Text",
      "aria-describedby": "text-help",
      onclick: (event) => this.click(event),
      onkeydown: (event) => this.key(event),
    });
    this.panel = h("aside", { class: "detail", "aria-label": "Annotation", tabindex: "-1" });
    this.layers = h("div", { class: "layers" });
    show(place, h("div", { class: "read" },
      h("aside", { class: "side", "aria-label": "Documents and layers" },
        fold("Documents", "documents", documentList(store, doc.id, doc.at)),
        fold("Layers", "layers", [this.layers, this.tagSwitch()])),
      h("article", { class: "paper" }, heading(store, doc), this.text,
        h("p", { id: "text-help", class: "dim hint" },
          "Click a highlight for all its fields. In the text, ", h("kbd", {}, "→"), " and ", h("kbd", {}, "←"),
          " go from one annotation to the next, ", h("kbd", {}, "↑"), " out to what is around it, ",
          h("kbd", {}, "Esc"), " lets go.")),
      this.panel));
    show(this.layers, layerPanel(doc, this.switches, () => this.draw()));
    this.draw();
  }

  /** Switch on the labels that name each type beside its highlight. */
  tagSwitch() {
    const box = h("input", { type: "checkbox", checked: setting("labels", false), onchange: () => {
      keep("labels", box.checked);
      this.text.classList.toggle("labelled", box.checked);
    } });
    return h("label", { class: "tag-switch" }, box, h("span", { class: "label" }, "Write types beside highlights"));
  }

  draw() {
    this.text.classList.toggle("labelled", setting("labels", false));
    this.text.classList.toggle("with-kinds", this.switches.shown("segments", ""));
    const { shown } = this.switches;
    // Without the layer of segments the text still has its blocks; only kinds that are off are left out.
    show(this.text, blocks(this.doc, (layer, type) =>
      layer === "segments" ? !this.switches.off.has(`segments/${type}`) : shown(layer, type)));
    this.mark();
  }

  open(id) {
    this.select(id ? (this.doc.byId.get(id) ?? null) : null, true);
    if (id && !this.selected) {
      show(this.panel, h("h2", {}, "No such annotation"), h("p", {}, "This document has no annotation ", h("code", {}, id), "."));
      this.panel.classList.add("open");
    }
    return this;
  }

  /** Follow a new address within the same document without drawing the text again. */
  update(route) {
    if (route.view !== "read" || (route.parts[0] ?? this.doc.id) !== this.doc.id) return false;
    this.open(route.parts[1]);
    return true;
  }

  select(record, scroll) {
    this.selected = record;
    this.panel.classList.toggle("open", Boolean(record));
    if (record) {
      show(this.panel,
        h("button", { type: "button", class: "close", "aria-label": "Close the annotation", onclick: () => this.choose(null) }, "×"),
        details(this.store, this.doc, record));
      this.panel.scrollTop = 0;
      announce(`${titleOf(record) || layerOf(record.layer).one}: ${clipped(this.doc.textOf(record), 120)}`);
    } else {
      show(this.panel, overview(this.store, this.doc));
    }
    this.mark();
    if (record && scroll) this.reveal();
  }

  /** Bring the chosen annotation into sight, above the panel where that lies over the text. */
  reveal() {
    const element = this.selected && this.element(this.selected);
    const box = element?.getBoundingClientRect();
    const narrow = innerWidth < 1100;
    if (box && (box.top < 110 || box.bottom > (narrow ? innerHeight * 0.45 : innerHeight - 40))) {
      element.scrollIntoView({ block: narrow ? "start" : "center" });
    }
  }

  placed() {
    this.reveal();
  }

  /** Go to the document before or after. */
  async turn(by) {
    const at = this.doc.at + by;
    const [heading] = at >= 0 ? await this.store.headings(at, 1) : [];
    if (heading) go(link("read", [heading.id]));
  }

  element(record) {
    return this.text.querySelector(`[data-id="${CSS.escape(record.id)}"]`);
  }

  mark() {
    for (const old of this.text.querySelectorAll(".selected, .subject")) old.classList.remove("selected", "subject");
    const record = this.selected;
    if (!record) return;
    const elements = this.text.querySelectorAll(`[data-id="${CSS.escape(record.id)}"]`);
    elements.forEach((element) => element.classList.add("selected"));
    if (layerOf(record.layer).whole) this.text.querySelector(`[data-id="${CSS.escape(this.doc.sentenceOf(record)?.id ?? "")}"]`)?.classList.add("subject");
  }

  choose(record) {
    const address = link("read", record ? [this.doc.id, record.id] : [this.doc.id]);
    go(address, Boolean(this.selected));
  }

  click(event) {
    if (getSelection()?.toString()) return;
    const id = event.target.closest("[data-id]")?.getAttribute("data-id");
    const record = id ? this.doc.byId.get(id) : null;
    if (!record) return;
    // A click on white space within a block, or on plain words, lets go rather than choosing the block.
    if (event.target.closest("[data-id]").classList.contains("block")) this.choose(null);
    else if (record.layer === "sentences" && !this.switches.shown("sentences", "")) this.choose(null);
    else this.choose(record);
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) this.step(step);
    else if (event.key === "ArrowUp" && this.selected) this.outward();
    else if (event.key === "Enter" && this.selected) this.panel.focus();
    else return;
    event.preventDefault();
  }

  /** Go to the next or the previous annotation that is shown. */
  step(by) {
    const visible = this.doc.annotations
      .filter((record) => record.layer !== "segments" && this.visible(record))
      .sort((a, b) => a.start - b.start || b.end - a.end || rankOf(a.layer) - rankOf(b.layer));
    if (!visible.length) return;
    const at = visible.indexOf(this.selected);
    const next = at >= 0 ? at + by : by > 0 ? 0 : visible.length - 1;
    this.choose(visible[(next + visible.length) % visible.length]);
  }

  visible(record) {
    return this.switches.shown(record.layer, typeOf(record)) && this.element(record);
  }

  outward() {
    const { start, end } = this.selected;
    const wider = this.doc.annotations
      .filter((a) => a.start <= start && end <= a.end && a.end - a.start > end - start && this.element(a))
      .sort((a, b) => a.end - a.start - (b.end - b.start));
    if (wider.length) this.choose(wider[0]);
  }

  escape() {
    if (!this.selected) return false;
    this.choose(null);
    this.text.focus({ preventScroll: true });
    return true;
  }
}

function fold(title, name, content) {
  const box = h("details", { class: `fold fold-${name}`, open: innerWidth >= 1100 }, h("summary", {}, h("h2", {}, title)), content);
  return box;
}

function heading(store, doc) {
  const { metadata } = doc;
  const facts = [metadata.publisher, metadata.author, metadata.date, metadata.place, metadata.genre?.replace("_", " ")].filter(Boolean);
  const sides = (doc.layers.document_stance ?? []).filter((record) => record.label !== "none");
  return h("header", { class: "doc-head" },
    h("h1", { tabindex: "-1" }, headlineOf({ id: doc.id, title: metadata.title })),
    h("p", { class: "facts" }, words(facts.join(" · "))),
    sides.length ? h("p", { class: "overall" }, h("span", { class: "dim" }, "The author overall: "), sides.map((record) =>
      h("a", { class: `side-chip side-${record.label}`, href: link("stance", [], { by: "document", row: doc.id, target: record.target }) },
        h("span", { class: "symbol" }, SIDES[record.label].symbol), ` ${SIDES[record.label].word} `, record.target))) : null,
    h("details", { class: "about" }, h("summary", {}, "About this text"), about(metadata)));
}

function about(metadata) {
  const evidence = metadata.evidence ?? [];
  const names = Object.keys(metadata).filter((name) => name !== "evidence");
  return h("dl", { class: "fields" }, names.map((name) => {
    const why = evidence.filter((item) => item.field === name);
    return [h("dt", {}, name.replaceAll("_", " ")), h("dd", {}, words(String(metadata[name])),
      why.map((item) => h("div", { class: "evidence" }, `${item.inferred ? "inferred" : "stated"}, ${item.confidence} confidence: `, words(item.basis))))];
  }));
}

function overview(store, doc) {
  const counts = allLayers().filter(({ name }) => doc.layers[name]?.length);
  const whole = counts.filter(({ name, spans }) => !spans && name !== "document_stance");
  return [
    h("h2", {}, "This text"),
    h("p", { class: "dim" }, "Choose a highlight to see all its fields, its sentence and its id."),
    h("dl", { class: "fields counts" }, h("dt", {}, "Characters"), h("dd", {}, number(doc.length)),
      counts.map(({ name, title }) => [h("dt", {}, title), h("dd", {}, String(doc.layers[name].length))])),
    whole.map(({ name, title }) => [h("h3", {}, title), doc.layers[name].map((record) => fieldList(store, doc, { ...record, layer: name }))]),
  ];
}
