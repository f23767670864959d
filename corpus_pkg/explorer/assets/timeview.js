// Time: all dates of all documents on one time line, document by document.

import { dayNumber, documentDays, durationDays, ticks, yearOf } from "./calendar.js";
import { annotationLink, tag } from "./details.js";
import { count, h, number, show, svg, words } from "./dom.js";
import { titleOf } from "./highlights.js";
import { go, link } from "./router.js";
import { collect, scopeBar, scopeOf } from "./scope.js";
import { sortable } from "./table.js";

const LANE = 13;
const HEAD = 26;
const AXIS = 28;

/** Draw the view. */
export async function timeView(store, route, place) {
  const view = { alive: true, leave: () => {
    view.alive = false;
    view.observer?.disconnect();
  } };
  const progress = h("div", { class: "progress" });
  const content = h("div", {});
  show(place, h("h1", { tabindex: "-1" }, "Time"),
    h("p", { class: "lead" }, "All dates of all texts: a dot is a day, a bar a longer period, the upright line the document's own date; dashed is what the text leaves open. Choose one to read it in its text."),
    scopeBar(store, "time", route), progress, content);
  const rows = [];
  const gather = collect(store, scopeOf(store, route.query), progress, (doc) => {
    rows.push({ doc, own: documentDays(doc.metadata.date), dates: doc.layers.dates ?? [] });
  }, () => view.alive).then((whole) => whole && draw(content, rows, route, view));
  if (!store.served) await gather;
  return view;
}

function draw(content, rows, route, view) {
  const placed = rows.flatMap(({ own, dates }) => [
    ...(own ? [own] : []),
    ...dates.filter((date) => date.first_day).map((date) => [dayNumber(date.first_day), dayNumber(date.last_day)]),
  ]);
  if (!placed.length) {
    show(content, h("p", { class: "empty" }, "No date of these texts has a place on the calendar."), others(rows));
    return;
  }
  const whole = [Math.min(...placed.map(([first]) => first)), Math.max(...placed.map(([, last]) => last))];
  const range = asked(route.query, whole);
  const line = h("div", { class: "card chart" });
  const lengths = h("div", { class: "card chart" });
  show(content, zoom(route, whole, range), line, lengths, others(rows), all(rows));
  const paint = () => {
    const width = Math.max(280, line.clientWidth - 2 * Number.parseFloat(getComputedStyle(line).paddingLeft || "0"));
    show(line, h("h2", {}, "Time line"), timeline(rows, range, width));
    show(lengths, h("h2", {}, "Durations"), durations(rows, width));
  };
  view.placed = () => {
    paint();
    view.observer = new ResizeObserver(() => paint());
    view.observer.observe(content);
  };
  if (content.isConnected) view.placed();
}

/** The range of days that the address asks for; the whole of it where it asks for none. */
function asked(query, [first, last]) {
  const year = (text) => (/^\d{1,4}$/.test(text ?? "") && Number(text) > 0 ? String(text).padStart(4, "0") : null);
  const from = year(query.from) ? dayNumber(`${year(query.from)}-01-01`) : first;
  const to = year(query.to) ? dayNumber(`${year(query.to)}-12-31`) : last;
  const spare = Math.max(15, Math.round((to - from) * 0.02));
  return from < to ? [from - (query.from ? 0 : spare), to + (query.to ? 0 : spare)] : [first - spare, last + spare];
}

function zoom(route, [first, last], range) {
  const end = yearOf(last);
  const from = h("input", { type: "number", id: "time-from", min: 1, max: 9999, value: String(Math.max(1, yearOf(range[0]))), "aria-label": "From the year" });
  const to = h("input", { type: "number", id: "time-to", min: 1, max: 9999, value: String(yearOf(range[1])), "aria-label": "To the year" });
  const move = (query) => go(link("time", [], { ...route.query, from: null, to: null, ...query }));
  const spans = [["All", {}], ...[30, 10, 2].filter((years) => end - yearOf(first) > years).map((years) => [`Last ${years} years`, { from: end - years + 1, to: end }])];
  const now = JSON.stringify([route.query.from ?? null, route.query.to ?? null]);
  return h("form", { class: "controls", onsubmit: (event) => {
    event.preventDefault();
    move({ from: from.value, to: to.value });
  } }, spans.map(([name, query]) => h("button", { type: "button", class: "small",
    "aria-pressed": String(now === JSON.stringify([query.from ? String(query.from) : null, query.to ? String(query.to) : null])), onclick: () => move(query) }, name)),
  h("span", { class: "years" }, from, "–", to, h("button", { class: "small" }, "Show these years")));
}

/** Put marks into lanes so that none lies on another; returns the number of lanes. */
function lanes(marks, gap) {
  const ends = [];
  for (const mark of marks.sort((a, b) => a.x1 - b.x1 || b.x2 - a.x2)) {
    let lane = ends.findIndex((end) => end + gap <= mark.x1);
    if (lane < 0) lane = ends.push(0) - 1;
    ends[lane] = mark.x2;
    mark.lane = lane;
  }
  return Math.max(1, ends.length);
}

function timeline(rows, [from, to], width) {
  const x = (day) => ((day - from) / (to - from)) * (width - 16) + 8;
  const marks = ticks(from, to, Math.max(3, Math.floor(width / 62)));
  const parts = [];
  let y = AXIS;
  let outside = 0;
  for (const { doc, own, dates } of rows) {
    const shown = [];
    for (const date of dates) {
      if (!date.first_day) continue;
      const [first, last] = [dayNumber(date.first_day), dayNumber(date.last_day)];
      if (last < from || first > to) {
        outside += 1;
        continue;
      }
      const [left, right] = [x(Math.max(first, from)), x(Math.min(last + 1, to))];
      const single = right - left < 10;
      const middle = (left + right) / 2;
      shown.push({ date, single, x1: single ? middle - 5 : left, x2: single ? middle + 5 : right });
    }
    const height = HEAD + lanes(shown, 2) * LANE + 10;
    parts.push(svg("g", { class: "time-row" },
      svg("rect", { class: "row-back", x: 0, y, width, height: height - 4, rx: 6 }),
      svg("a", { href: link("read", [doc.id]) }, svg("text", { x: 8, y: y + 17, class: "row-name" }, clip(doc.title, width - (own ? 150 : 30)))),
      own && ownDate(doc, own, x, [from, to], y, height, width),
      shown.map((mark) => dateMark(doc, mark, y + HEAD + mark.lane * LANE))));
    y += height;
  }
  const grid = marks.map(({ at, label, major }) => svg("g", { class: major ? "tick major" : "tick" },
    svg("line", { x1: x(at), x2: x(at), y1: AXIS - 6, y2: y }), svg("text", { x: x(at), y: AXIS - 11, "text-anchor": x(at) < 20 ? "start" : x(at) > width - 20 ? "end" : "middle" }, label)));
  return [
    svg("svg", { class: "plot", viewBox: `0 0 ${width} ${y + 4}`, width, height: y + 4, role: "group", "aria-label": "Time line of all dates, by document" }, parts.map((part) => part.firstChild), grid, parts),
    outside ? h("p", { class: "dim" }, `${count(outside, "date")} outside these years`) : null,
  ];
}

function ownDate(doc, [first, last], x, [from, to], y, height, width) {
  const label = svg("text", { class: "own-label", x: width - 8, y: y + 17, "text-anchor": "end" }, `◆ ${doc.metadata.date}`);
  if (last < from || first > to) return label;
  const [left, right] = [x(Math.max(first, from)), x(Math.min(last + 1, to))];
  return [label, svg("rect", { class: "own", x: left, y: y + 22, width: Math.max(2.5, right - left), height: height - 28 },
    svg("title", {}, `The document's own date: ${doc.metadata.date}`))];
}

function dateMark(doc, { date, single, x1, x2 }, y) {
  const name = `${doc.textOf(date)}: ${titleOf(date)}`;
  const loose = date.mod || date.value.includes("X");
  return svg("a", { href: link("read", [doc.id, date.id]), "aria-label": `${name}, in ${doc.title}`, class: `time-mark${loose ? " loose" : ""}`, "data-type": date.type },
    svg("title", {}, name),
    single ? svg("circle", { cx: (x1 + x2) / 2, cy: y + 5, r: 4.5 }) : svg("rect", { x: x1, y: y + 1, width: x2 - x1, height: 8, rx: 3 }));
}

/** A title cut to a width in pixels, reckoned from the usual width of a letter. */
function clip(text, pixels) {
  const most = Math.max(8, Math.floor(pixels / 7.4));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

const LENGTHS = [[1 / 24, "hour"], [1, "day"], [7, "week"], [30.44, "month"], [365.25, "year"], [3652.5, "decade"], [36525, "century"]];

/** Durations as bars on a logarithmic scale; one of unknown number is dashed. */
function durations(rows, width) {
  const found = rows.flatMap(({ doc, dates }) => dates.map((date) => ({ doc, date, length: durationDays(date.value) })).filter(({ length }) => length));
  if (!found.length) return h("p", { class: "empty" }, "These texts name no length of time.");
  const lowest = Math.min(1, ...found.map(({ length }) => length.days));
  const highest = Math.max(3652.5, ...found.map(({ length }) => length.days)) * 1.5;
  const label = Math.min(240, width * 0.42);
  const x = (days) => label + (Math.log(Math.max(days, lowest) / (lowest / 1.6)) / Math.log(highest / (lowest / 1.6))) * (width - label - 12);
  found.sort((a, b) => a.length.days - b.length.days);
  const height = AXIS + found.length * 20 + 4;
  const room = LENGTHS.filter(([days]) => days >= lowest && days <= highest).filter(([days], at, kept) => width > 600 || at === 0 || at === kept.length - 1 || days === 365.25);
  return svg("svg", { class: "plot", viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": "Durations, by length" },
    room.map(([days, name]) => svg("g", { class: "tick major" },
      svg("line", { x1: x(days), x2: x(days), y1: AXIS - 6, y2: height }), svg("text", { x: x(days), y: AXIS - 11, "text-anchor": "middle" }, name))),
    found.map(({ doc, date, length }, at) => {
      const y = AXIS + at * 20;
      const name = `${doc.textOf(date)}: ${titleOf(date)}`;
      return svg("a", { href: link("read", [doc.id, date.id]), "aria-label": `${name}, in ${doc.title}`, class: `time-mark${length.known ? "" : " loose"}`, "data-type": date.type },
        svg("title", {}, `${name} – ${doc.title}`),
        svg("text", { x: label - 10, y: y + 13, "text-anchor": "end", class: "bar-name" }, clip(doc.textOf(date), label - 16)),
        svg("rect", { class: "hit", x: label, y, width: width - label, height: 20 }),
        svg("rect", { x: label, y: y + 4, width: Math.max(3, x(length.days) - label), height: 11, rx: 3 }));
    }));
}

/** What has neither a place on the calendar nor a length: references, times of day, open values. */
function others(rows) {
  const found = rows.flatMap(({ doc, dates }) => dates.filter((date) => !date.first_day && !durationDays(date.value)).map((date) => ({ doc, date })));
  if (!found.length) return null;
  const groups = new Map();
  for (const one of found) groups.set(one.date.value, [...(groups.get(one.date.value) ?? []), one]);
  const names = { PAST_REF: "Some time in the past", PRESENT_REF: "The present", FUTURE_REF: "Some time in the future" };
  return h("div", { class: "card" }, h("h2", {}, "Without a place on the calendar"),
    h("dl", { class: "fields refs" }, [...groups].sort((a, b) => b[1].length - a[1].length).map(([value, list]) => [
      h("dt", {}, names[value] ?? value, h("span", { class: "n" }, ` ${number(list.length)}`)),
      h("dd", {}, list.map(({ doc, date }, at) => [at ? " · " : "", annotationLink(doc, date, words(doc.textOf(date)), { title: doc.title })]))])));
}

function all(rows) {
  const list = rows.flatMap(({ doc, dates }) => dates.map((date) => ({ doc, date })));
  return h("details", { class: "card" }, h("summary", {}, h("h2", { class: "inline" }, `All ${number(list.length)} dates as a table`)),
    sortable({
      label: "All dates", rows: list, sort: 4,
      columns: [
        { title: "Date", value: ({ doc, date }) => doc.textOf(date), cell: ({ doc, date }) => annotationLink(doc, date, words(doc.textOf(date))) },
        { title: "Value", value: ({ date }) => date.value, cell: ({ date }) => h("code", {}, date.value) },
        { title: "Type", value: ({ date }) => date.type, cell: ({ date }) => tag("dates", date.type) },
        { title: "Modifier", value: ({ date }) => date.mod, cell: ({ date }) => date.mod ?? "" },
        { title: "First day", value: ({ date }) => date.first_day, cell: ({ date }) => date.first_day ?? "" },
        { title: "Last day", value: ({ date }) => date.last_day, cell: ({ date }) => date.last_day ?? "" },
        { title: "Document", value: ({ doc }) => doc.title, cell: ({ doc }) => words(doc.title) },
      ],
    }));
}
