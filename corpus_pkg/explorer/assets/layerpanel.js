// Switches for the layers and their types, with their numbers; they are also the legend.

import { h } from "./dom.js";
import { SIDES, layerOf, spanLayers, typeName } from "./layers.js";
import { keep, setting } from "./settings.js";

const OFF = ["sentences", "stance/none"];

/** What is switched on and off, kept between visits. */
export class Switches {
  constructor() {
    this.off = new Set(setting("off", OFF));
  }

  /** Say whether a type of a layer is shown; with an empty type, whether the layer is. */
  shown = (layer, type) => !this.off.has(layer) && !(type && this.off.has(`${layer}/${type}`));

  set(name, on) {
    if (on) this.off.delete(name);
    else this.off.add(name);
    keep("off", [...this.off]);
  }
}

/** Return the panel for a document; `changed` is called after each change. */
export function layerPanel(doc, switches, changed) {
  return spanLayers().map((facts) => {
    const layer = facts.name;
    const records = doc.layers[layer] ?? [];
    const types = countTypes(facts, records);
    const sample = facts.label || facts.role === "block" ? null : swatch(layer, "");
    return h("fieldset", { class: "layer", "data-layer": layer },
      h("legend", {}, toggle(layer, facts.title, records.length, switches, changed, sample)),
      types.length ? h("div", { class: "types" }, types.map(([type, n]) =>
        toggle(`${layer}/${type}`, typeName(type), n, switches, changed, swatch(layer, type), facts.labels[type]))) : null);
  });
}

function countTypes({ label, labels }, records) {
  if (!label) return [];
  const counts = new Map(Object.keys(labels).map((type) => [type, 0]));
  for (const record of records) if (record[label] !== undefined) counts.set(record[label], (counts.get(record[label]) ?? 0) + 1);
  return [...counts].filter(([, n]) => n);
}

function toggle(name, label, n, switches, changed, sample, title) {
  const box = h("input", {
    type: "checkbox",
    name,
    checked: !switches.off.has(name),
    onchange: () => {
      switches.set(name, box.checked);
      changed();
    },
  });
  return h("label", { title }, box, sample, h("span", { class: "label" }, label), h("span", { class: "n" }, String(n)));
}

function swatch(layer, type) {
  if (layer === "stance") return h("span", { class: `symbol side-text-${type}` }, SIDES[type]?.symbol ?? "");
  if (layer === "segments") return null;
  return h("span", { class: `swatch hl hl-${layer}`, "data-type": type, "aria-hidden": "true", set: { "--layer": layerOf(layer).color } }, "a");
}
