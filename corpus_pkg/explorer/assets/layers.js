// How the layers are named, ordered and told apart.

const known = new Map();

/**
 * Take the facts of the layers from the page's data, in their order, before anything is drawn.
 *
 * Of each: its name, its title, what one record is called (`one`), its role (`block`, `annotation` or
 * `document`), whether its records have spans and whether these are whole sentences (`whole`), the field that
 * is its type (`label`) and the closed list of types with their meanings (`labels`), the fields that are part
 * of an id (`key`) and those that follow from the span (`implied`), its colour and all its fields.
 */
export function useLayers(facts) {
  known.clear();
  for (const one of facts) known.set(one.name, one);
}

/** Return the facts of all layers. */
export function allLayers() {
  return [...known.values()];
}

/** Return the facts of all layers that have spans. */
export function spanLayers() {
  return allLayers().filter(({ spans }) => spans);
}

/** Return the facts of a layer. */
export function layerOf(name) {
  return known.get(name) ?? { name, title: name, one: name, label: null, labels: {}, key: [], implied: [], fields: [], color: "#cccccc" };
}

/** Return where a layer comes among the others. */
export function rankOf(name) {
  const at = [...known.keys()].indexOf(name);
  return at < 0 ? known.size : at;
}

const FIELD_NAMES = {
  id: "Id",
  start: "From",
  end: "To",
  text: "Text",
  kind: "Kind",
  type: "Type",
  segment: "Segment",
  sentence: "Sentence",
  entity: "Entity",
  stands_for: "Stands for",
  value: "Value",
  value_min: "At least",
  unit: "Unit",
  modifier: "Modifier",
  mod: "Modifier",
  change: "Change",
  subject: "Subject",
  date: "Date",
  anchor: "Reckoned from",
  first_day: "First day",
  last_day: "Last day",
  holder: "Holder",
  target: "Target",
  label: "Label",
  basis: "Basis",
  note: "Note",
};

/** Return a field as people read it. */
export function fieldName(name) {
  return FIELD_NAMES[name] ?? typeName(name.charAt(0).toUpperCase() + name.slice(1));
}

/** The sides of stance: symbol, word and style, so that colour is never the only sign. */
export const SIDES = {
  favor: { symbol: "▲", word: "favor" },
  against: { symbol: "▼", word: "against" },
  mixed: { symbol: "◆", word: "mixed" },
  none: { symbol: "·", word: "none" },
};

/** Return the type of an annotation: `GPE`, `DATE`, `favor`, …; empty for a sentence. */
export function typeOf(record) {
  const field = layerOf(record.layer).label;
  return field ? (record[field] ?? "") : "";
}

/** Return a type as people read it. */
export function typeName(type) {
  return String(type).replaceAll("_", " ");
}

/** Return the address of English Wikipedia's article; a title can't lead anywhere else. */
export function wikipedia(title) {
  return `https://en.wikipedia.org/wiki/${encodeURIComponent(title.replaceAll(" ", "_"))}`;
}

/** Return the address of a Wikidata item. */
export function wikidata(item) {
  return `https://www.wikidata.org/wiki/${encodeURIComponent(item)}`;
}
