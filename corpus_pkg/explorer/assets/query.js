// The language of searches: words, "phrases", /regular expressions/ and field:value, all of which must hold.

import { allLayers, typeOf } from "./layers.js";

const TERM = /(-?)(?:([a-z_]+)(:|>=|<=|>|<|=))?(?:"((?:[^"\\]|\\.)*)"|\/((?:[^/\\]|\\.)+)\/([a-z]*)|(\S+))/gu;
const LOOSE = new Set(["text", "note", "name", "title"]);

/** Return the terms of a query, or an error in words. */
export function parseQuery(source) {
  const terms = [];
  for (const found of source.matchAll(TERM)) {
    const [, minus, field, operator, phrase, expression, flags, word] = found;
    const term = { negated: minus === "-", field: field ?? null, operator: operator ?? ":", value: word ?? phrase?.replace(/\\(.)/g, "$1") ?? expression };
    if (minus && !field && word === undefined && phrase === undefined && expression === undefined) continue;
    try {
      term.pattern = expression === undefined ? null : new RegExp(expression, `${flags.replace(/[^ims]/g, "")}u`);
    } catch (error) {
      return { terms: [], error: `/${expression}/ is no regular expression: ${error.message.split(": ").at(-1)}` };
    }
    term.test = tester(term);
    terms.push(term);
  }
  return { terms, error: null };
}

/** Return the function that says whether a value meets a term. */
function tester(term) {
  const { pattern, operator, value, field } = term;
  if (pattern) return (found) => pattern.test(found);
  if (/[<>]/.test(operator)) return (found) => ordered(found, value, operator);
  const choices = field ? value.split("|") : [value];
  const wanted = choices.map((choice) => choice.toLowerCase());
  if (!field || LOOSE.has(field)) return (found) => wanted.some((choice) => found.toLowerCase().includes(choice));
  const patterns = wanted.map((choice) =>
    new RegExp(`^${choice.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\/-]/g, "\\$&")).join(".*")}$`, "s"));
  // Several words are not a code or a label: any part of them is looked for.
  return (found) => patterns.some((one) => one.test(found.toLowerCase())) || (/\s/u.test(found) && wanted.some((choice) => found.toLowerCase().includes(choice)));
}

function ordered(found, value, operator) {
  if (found === "") return false;
  const numeric = !Number.isNaN(Number(found)) && !Number.isNaN(Number(value));
  const [a, b] = numeric ? [Number(found), Number(value)] : [found, value];
  return { ">": a > b, "<": a < b, ">=": a >= b, "<=": a <= b }[operator];
}

/** Say whether something meets all terms; `get(field)` returns its values in a field ("" : its text). */
export function meets(terms, get) {
  return terms.every((term) => get(term.field ?? "").some((value) => term.test(String(value))) !== term.negated);
}

const DOCUMENT_FIELDS = new Set(["doc", "document", "title", "publisher", "author", "genre", "language", "place"]);

/** Say whether a field tells of a document and not of an annotation. */
export function ofDocument(field) {
  return DOCUMENT_FIELDS.has(field);
}

/** Return the values of a document in one of its fields. */
export function documentValues(doc, field) {
  if (field === "doc" || field === "document") return [doc.id];
  return field === "title" ? [doc.title] : [doc.metadata[field]].filter((value) => value !== undefined);
}

/** Return the values of an annotation in a field. */
export function annotationValues(store, doc, record, field) {
  if (ofDocument(field)) return documentValues(doc, field);
  if (field === "" || field === "text") return [doc.textOf(record)];
  if (field === "layer") return [record.layer];
  if (field === "type" || field === "kind") return [record.type ?? record.kind ?? typeOf(record)];
  if (field === "name") return [store.known(record.entity ?? record.holder)?.name ?? ""];
  if (field === "sentence" && record.sentence === undefined) return [doc.sentenceOf(record)?.id ?? ""];
  const found = [...plainValues(doc, record[field])];
  return found.length ? found : [""];
}

/** Yield what can be looked for in a value: the words of a span, the items of a list, the fields of a record. */
function* plainValues(doc, value) {
  if (value === undefined || value === null) return;
  if (typeof value !== "object") yield value;
  else if (Number.isInteger(value.start) && Number.isInteger(value.end)) yield doc.textOf(value);
  else for (const item of Object.values(value)) yield* plainValues(doc, item);
}

/** Return every stretch of a document's text that a query of words alone finds, with the span of each. */
export function* textHits(doc, terms) {
  const words = terms.filter((term) => !term.field && !term.negated);
  const text = doc.text;
  const found = [];
  for (const term of words) {
    const pattern = term.pattern ? new RegExp(term.pattern.source, `${term.pattern.flags}g`) : new RegExp(term.value.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"), "giu");
    for (const one of text.matchAll(pattern)) if (one[0]) found.push([one.index, one.index + one[0].length]);
  }
  found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  for (const [start, end] of found) yield { start: doc.point(start), end: doc.point(end) };
}

/** Return what is wrong with the fields of a query, or null. */
export function unknownField(terms) {
  const known = new Set(["layer", "name", "title", "doc", "document", ...allLayers().flatMap(({ fields }) => fields)]);
  const term = terms.find(({ field }) => field && !known.has(field) && !ofDocument(field));
  return term ? `No layer has a field “${term.field}”. The fields are: ${[...known].sort().join(", ")}.` : null;
}
