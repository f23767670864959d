// Keys for the whole page. Single letters can be switched off, for people who speak to their computer.

import { h } from "./dom.js";
import { go, link } from "./router.js";
import { keep, setting } from "./settings.js";

const GENERAL = [
  ["/", "Go to the search box"],
  ["1 – 9", "Go to a view"],
  ["[ and ]", "Read: the document before, the document after"],
  ["n and p", "Read: the next annotation, the previous one"],
  ["→ ← ↑", "In the text: next, previous, outward"],
  ["t", "Change the colours"],
  ["Esc", "Let go of the annotation; close this list"],
  ["?", "This list"],
];

/** Listen to the keys; returns the button that shows the list of them. */
export function startKeys(views, shown) {
  const switchBox = h("input", { type: "checkbox", checked: setting("keys", true), onchange: () => keep("keys", switchBox.checked) });
  const dialog = h("dialog", { class: "keys", "aria-labelledby": "keys-title" },
    h("h2", { id: "keys-title" }, "Keys"),
    h("table", {}, h("tbody", {}, GENERAL.map(([key, does]) => h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, key)), h("td", {}, does))))),
    h("label", {}, switchBox, " Single-key shortcuts"),
    h("p", {}, h("button", { type: "button", onclick: () => dialog.close() }, "Close")));
  document.body.append(dialog);
  document.addEventListener("keydown", (event) => press(event, views, shown, dialog));
  return h("button", { type: "button", class: "quiet", id: "keys", "aria-label": "Keys", onclick: () => dialog.showModal() }, "?");
}

function press(event, views, shown, dialog) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || dialog.open) return;
  if (event.key === "Escape") {
    if (document.activeElement?.matches("input, select, textarea")) document.activeElement.blur();
    else shown().view?.escape?.();
    return;
  }
  if (!setting("keys", true) || event.target.closest?.("input:not([type=checkbox]), select, textarea")) return;
  const done = act(event.key, views, shown().view, dialog);
  if (done) event.preventDefault();
}

function act(key, views, view, dialog) {
  if (key === "/") document.getElementById("quick").focus();
  else if (key === "?") dialog.showModal();
  else if (key === "t") document.getElementById("theme").click();
  else if (/^[1-9]$/.test(key) && views[key - 1]) go(link(views[key - 1][0]));
  else if (key === "n") view?.step?.(1);
  else if (key === "p") view?.step?.(-1);
  else if (key === "]" || key === "[") view?.turn?.(key === "]" ? 1 : -1);
  else return false;
  return true;
}
