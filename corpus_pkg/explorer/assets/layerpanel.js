// Switches for the layers and their types, with their numbers; they are also the legend.

import { h } from "./dom.js";
import { LAYER_NAMES, SIDES, TYPE_OF, typeName } from "./layers.js";
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
export function layerPanel(store, doc, switches, changed) {
  return Object.keys(LAYER_NAMES).filter((layer) => layer !== "document_stance").map((layer) => {
    const records = doc.layers[layer] ?? [];
    const types = countTypes(store, layer, records);
    return h("fieldset", { class: "layer", "data-layer": layer },
      h("legend", {}, toggle(layer, LAYER_NAMES[layer], records.length, switches, changed, null)),
      types.length ? h("div", { class: "types" }, types.map(([type, n]) =>
        toggle(`${layer}/${type}`, typeName(type), n, switches, changed, swatch(layer, type), store.info.labels[TYPE_OF[layer][1]]?.[type]))) : null);
  });
}

function countTypes(store, layer, records) {
  if (!TYPE_OF[layer]) return [];
  const [field, list] = TYPE_OF[layer];
  const counts = new Map(Object.keys(store.info.labels[list]).map((type) => [type, 0]));
  for (const record of records) counts.set(record[field], (counts.get(record[field]) ?? 0) + 1);
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
  return h("span", { class: `swatch hl hl-${layer}`, "data-type": type, "aria-hidden": "true" }, "a");
}
