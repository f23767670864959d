// Tables that are sorted by their columns.

import { h, number, show } from "./dom.js";

const STEP = 200;

/**
 * Return a table. A column has a `title`, a `cell` (what is shown of a row) and a `value` (what it is
 * sorted by; without one it is not sorted). Rows beyond the first two hundred are shown on demand.
 */
export function sortable({ label, columns, rows, sort, descending, sorted }) {
  let by = sort ?? null;
  let down = descending ?? false;
  let most = STEP;
  const body = h("tbody", {});
  const more = h("div", { class: "more" });
  const heads = columns.map((column, at) => {
    const { value } = column;
    if (!value) return h("th", { scope: "col", class: column.class }, column.title);
    const button = h("button", { type: "button", onclick: () => {
      down = by === at ? !down : Boolean(column.downFirst);
      by = at;
      sorted?.(at, down);
      draw();
    } }, column.title, h("span", { class: "arrow", "aria-hidden": "true" }));
    return h("th", { scope: "col", class: column.class }, button);
  });
  const draw = () => {
    const shown = by === null ? rows : [...rows].sort((a, b) => compare(columns[by].value(a), columns[by].value(b), down));
    show(body, shown.slice(0, most).map((row) => h("tr", {}, columns.map((column) => h("td", { class: column.class, "data-label": column.title }, column.cell(row))))));
    heads.forEach((head, at) => {
      if (at === by) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    show(more, shown.length > most ? h("button", { type: "button", onclick: () => {
      most += STEP * 5;
      draw();
    } }, `Show more of ${number(shown.length)}`) : null);
  };
  draw();
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
    h("table", { class: "data" }, h("caption", { class: "unseen" }, label), h("thead", {}, h("tr", {}, heads)), body), more);
}

/** Order two values; what has none comes last, whichever way it is sorted. */
function compare(a, b, down) {
  const gone = (value) => value === null || value === undefined || Number.isNaN(value);
  if (gone(a) || gone(b)) return Number(gone(a)) - Number(gone(b));
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  return down ? -order : order;
}
