// A document as the views use it. The corpus counts code points, JavaScript UTF-16 units: only this
// module knows the difference.

import { headline } from "./headline.js";

/** A text with annotations: adjudicated, or one annotator's. */
export class Doc {
  constructor(packed) {
    this.id = packed.id;
    this.at = packed.at ?? 0;
    this.text = packed.text;
    this.metadata = packed.metadata ?? {};
    this.layers = packed.layers;
    this.title = headline({ id: this.id, title: this.metadata.title });
    this.units = unitsOf(this.text);
    this.length = this.units ? this.units.length - 1 : this.text.length;
    // The layers come in their order; records about the document as a whole have no span.
    this.annotations = Object.entries(this.layers).flatMap(([layer, records]) =>
      records.filter((record) => record.start !== undefined).map((record) => Object.assign(record, { layer })),
    );
    this.byId = new Map(this.annotations.map((record) => [record.id, record]));
    this.sentences = this.layers.sentences ?? [];
  }

  /** The characters from one code point to another. */
  slice(start, end) {
    return this.units ? this.text.slice(this.units[start], this.units[end]) : this.text.slice(start, end);
  }

  /** The code point at which a UTF-16 unit stands. */
  point(unit) {
    if (!this.units) return unit;
    let low = 0;
    let high = this.units.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.units[middle] <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  textOf(span) {
    return this.slice(span.start, span.end);
  }

  /** The sentence that holds a span, or else its segment, or null. */
  contextOf(span) {
    return holder(this.sentences, span) ?? holder(this.layers.segments ?? [], span);
  }

  sentenceOf(span) {
    return holder(this.sentences, span);
  }

  segmentOf(span) {
    return holder(this.layers.segments ?? [], span);
  }

  /** The same text with other layers. */
  with(layers) {
    return new Doc({ id: this.id, at: this.at, text: this.text, metadata: this.metadata, layers });
  }
}

function holder(sorted, span) {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const record = sorted[middle];
    if (record.end <= span.start) low = middle + 1;
    else if (record.start > span.start) high = middle - 1;
    else return span.end <= record.end ? record : null;
  }
  return null;
}

function unitsOf(text) {
  if (!/[\ud800-\udfff]/.test(text)) return null;
  const units = [0];
  let at = 0;
  for (const character of text) units.push((at += character.length));
  return units;
}
