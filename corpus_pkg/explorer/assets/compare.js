// Comparing versions of a layer: which annotations they share, and of which kind each difference is.

const IGNORED = new Set(["id", "start", "end", "layer", "note", "first_day", "last_day", "text"]);

/**
 * Return the differences of one layer between versions.
 *
 * Annotations are the same where the span and the other fields that are part of an id agree. What only some versions
 * have is paired with what overlaps it in the others. Each difference is { layer, kind, records, start, end }
 * with the record of each version or null; kinds are `boundaries`, `<field> differs` and `only in …`.
 */
export function differences(facts, versions) {
  const fields = facts.fields.filter((name) => !IGNORED.has(name) && !facts.implied.includes(name));
  const names = Object.keys(versions);
  const groups = new Map();
  for (const name of names) {
    for (const record of versions[name]) {
      const key = keyOf(facts, record);
      if (!groups.has(key)) groups.set(key, { records: Object.fromEntries(names.map((one) => [one, null])), start: record.start ?? 0, end: record.end ?? 0 });
      groups.get(key).records[name] = record;
    }
  }
  const found = [];
  const partial = [];
  for (const group of groups.values()) {
    const missing = names.filter((name) => !group.records[name]);
    if (missing.length) partial.push(group);
    else add(found, facts.name, group, changed(Object.values(group.records), fields), names);
  }
  for (const group of paired(facts, partial, names)) add(found, facts.name, group, group.joined ? ["boundaries"] : [], names);
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

function keyOf({ spans, key }, record) {
  if (spans) return JSON.stringify([record.start, record.end, ...key.map((name) => record[name])]);
  return JSON.stringify(key.length ? key.map((name) => record[name]) : Object.entries(record).filter(([name]) => !IGNORED.has(name)));
}

/** The fields in which records differ; remarks and what follows from the span do not count. */
function changed(records, fields) {
  const kinds = fields.filter((field) => new Set(records.map((record) => plain(record[field]))).size > 1);
  return kinds.map((field) => `${field} differs`);
}

function plain(value) {
  return value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
}

function add(found, layer, group, kinds, names) {
  const have = names.filter((name) => group.records[name]);
  if (!kinds.length && have.length < names.length) kinds = [`only in ${have.join(" and ")}`];
  for (const kind of kinds) found.push({ layer, kind, records: group.records, start: group.start, end: group.end });
}

/** Join groups that overlap and have no version in common, those that overlap most first. */
function paired({ spans, key, label }, groups, names) {
  if (!spans) return groups;
  const pairs = [];
  const sorted = [...groups].sort((a, b) => a.start - b.start);
  for (let at = 0; at < sorted.length; at++) {
    for (let next = at + 1; next < sorted.length && sorted[next].start < sorted[at].end; next++) {
      const [a, b] = [sorted[at], sorted[next]];
      if (key.some((name) => some(a)[name] !== some(b)[name])) continue;
      const common = Math.min(a.end, b.end) - Math.max(a.start, b.start);
      pairs.push({ a, b, share: common / (Math.max(a.end, b.end) - Math.min(a.start, b.start)), type: Number(some(a)[label] === some(b)[label]) });
    }
  }
  pairs.sort((x, y) => y.type - x.type || y.share - x.share);
  const into = new Map();
  const head = (group) => (into.has(group) ? head(into.get(group)) : group);
  for (const { a, b } of pairs) {
    const [one, other] = [head(a), head(b)];
    if (one === other || names.some((name) => one.records[name] && other.records[name])) continue;
    for (const name of names) one.records[name] ??= other.records[name];
    one.start = Math.min(one.start, other.start);
    one.end = Math.max(one.end, other.end);
    one.joined = true;
    into.set(other, one);
  }
  return groups.filter((group) => !into.has(group));
}

function some(group) {
  return Object.values(group.records).find(Boolean);
}
