// How the layers are named, ordered and told apart.

export const LAYER_NAMES = {
  segments: "Segments",
  sentences: "Sentences",
  entities: "Entities",
  dates: "Dates",
  figures: "Figures",
  stance: "Stance",
  document_stance: "Document stance",
};

export const ONE = {
  segments: "Segment",
  sentences: "Sentence",
  entities: "Entity",
  dates: "Date",
  figures: "Figure",
  stance: "Stance",
  document_stance: "Document stance",
};

/** The field that tells the kinds of a layer apart, and the enum of the schema that lists them. */
export const TYPE_OF = {
  segments: ["kind", "SegmentKind"],
  entities: ["type", "EntityType"],
  dates: ["type", "DateType"],
  figures: ["kind", "FigureKind"],
  stance: ["label", "StanceLabel"],
  document_stance: ["label", "DocumentStanceLabel"],
};

export const FIELD_NAMES = {
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

/** The sides of stance: symbol, word and style, so that colour is never the only sign. */
export const SIDES = {
  favor: { symbol: "▲", word: "favor" },
  against: { symbol: "▼", word: "against" },
  mixed: { symbol: "◆", word: "mixed" },
  none: { symbol: "·", word: "none" },
};

/** Return the type of an annotation: `GPE`, `DATE`, `favor`, …; empty for a sentence. */
export function typeOf(record) {
  const field = TYPE_OF[record.layer]?.[0];
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
