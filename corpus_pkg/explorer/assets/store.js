// Where the corpus comes from: from the page itself, or document by document from the local server.

import { Doc } from "./documents.js";
import { useLayers } from "./layers.js";

const BATCH = 20;
const KEPT = 60;

/** Return the store of this page. */
export function openStore() {
  const data = JSON.parse(document.getElementById("corpus").textContent);
  useLayers(data.info.layers);
  return data.served ? new Served(data) : new Embedded(data);
}

class Embedded {
  constructor(data) {
    this.served = false;
    this.info = data.info;
    this.documents = data.documents.map((packed, at) => new Doc({ at, ...packed }));
    this.byId = new Map(this.documents.map((doc) => [doc.id, doc]));
    this.registry = data.registry;
    this.entries = new Map(data.registry.map((entry) => [entry.id, entry]));
    this.versions = data.versions;
    this.questions = data.topics;
    this.pairs = data.relations;
    this.predictions = data.predictions;
  }

  async headings(from, count) {
    return this.documents.slice(from, from + count).map((doc) => ({ characters: doc.length, ...doc.metadata, id: doc.id }));
  }

  async document(id) {
    return this.byId.get(id) ?? null;
  }

  /** The document with each version's layers: { name: Doc }. */
  async compared(id) {
    const doc = this.byId.get(id);
    const found = {};
    for (const [name, documents] of Object.entries(this.versions)) {
      if (doc && Object.hasOwn(documents, id)) found[name] = doc.with(documents[id]);
    }
    return found;
  }

  async *scan(from = 0, count = Infinity) {
    yield* this.documents.slice(from, from + count);
  }

  async topics() {
    return this.questions;
  }

  /** How every two claims on a topic stand: [document, claim, document, claim, relation, rule, reason]. */
  async relations(topic) {
    return this.pairs[topic] ?? [];
  }

  /** The counts of a prediction by its name. */
  async predicted(name) {
    return Object.hasOwn(this.predictions, name) ? this.predictions[name] : null;
  }

  /** The errors of a prediction with some values: { total, errors }, of which there is one page. */
  async errors(name, chosen, from, count) {
    const these = this.predictions[name].errors.filter((error) => Object.entries(chosen).every(([field, value]) => (error[field] ?? "–") === value));
    return { total: these.length, errors: these.slice(from, from + count) };
  }

  async entry(id) {
    return this.entries.get(id) ?? null;
  }

  known(id) {
    return this.entries.get(id) ?? null;
  }

  async *scanRegistry() {
    yield* this.registry;
  }
}

class Served {
  constructor(data) {
    this.served = true;
    this.info = data.info;
    this.stamp = data.stamp;
    this.entities = null;
    this.docs = new Map();
    this.entries = new Map();
  }

  async get(path, query) {
    const response = await fetch(`/api/${path}?${new URLSearchParams(query ?? {})}`);
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  }

  async headings(from, count) {
    return (await this.get("headings", { from, count })) ?? [];
  }

  take(packed) {
    for (const entry of packed.entries ?? []) remember(this.entries, entry.id, entry, 5000);
    const doc = new Doc(packed);
    remember(this.docs, doc.id, doc, KEPT);
    return doc;
  }

  async document(id) {
    if (this.docs.has(id)) return this.docs.get(id);
    const packed = await this.get("document", { id });
    return packed && this.take(packed);
  }

  async compared(id) {
    const doc = await this.document(id);
    const versions = (await this.get("versions", { id })) ?? {};
    return Object.fromEntries(Object.entries(versions).map(([name, layers]) => [name, doc.with(layers)]));
  }

  async *scan(from = 0, count = Infinity) {
    const end = Math.min(this.info.documents, from + count);
    for (let at = from; at < end; at += BATCH) {
      const batch = await this.get("documents", { from: at, count: Math.min(BATCH, end - at) });
      for (const packed of batch ?? []) yield this.take(packed);
    }
  }

  async topics() {
    return (await this.get("topics")) ?? [];
  }

  async predicted(name) {
    return this.get("predicted", { name });
  }

  async errors(name, chosen, from, count) {
    return this.get("errors", { name, ...chosen, from, count });
  }

  async relations(topic, from, count) {
    return (await this.get("relations", { topic, from, count })) ?? [];
  }

  async entry(id) {
    if (!this.entries.has(id)) {
      const entry = await this.get("entry", { id });
      if (entry) remember(this.entries, id, entry, 5000);
    }
    return this.entries.get(id) ?? null;
  }

  known(id) {
    return this.entries.get(id) ?? null;
  }

  async *scanRegistry() {
    for (let at = 0; ; at += 500) {
      const { total, entries } = await this.get("registry", { from: at, count: 500 });
      this.entities = total;
      if (!entries.length) return;
      yield* entries;
    }
  }
}

/** Keep a value, and forget the oldest beyond a number. */
function remember(map, key, value, most) {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value);
}
