// The start: the frame of the page, the views by their names, and the keys.

import { aboutButton } from "./about.js";
import { disagreementView } from "./disagreementview.js";
import { h, show, words } from "./dom.js";
import { entitiesView } from "./entitiesview.js";
import { errorsView } from "./errorsview.js";
import { figuresView } from "./figuresview.js";
import { startKeys } from "./keys.js";
import { readView } from "./readview.js";
import { go, link, parse, start } from "./router.js";
import { searchView } from "./searchview.js";
import { applyTheme, nextTheme } from "./settings.js";
import { stanceView } from "./stanceview.js";
import { openStore } from "./store.js";
import { timeView } from "./timeview.js";
import { topicsView } from "./topicsview.js";
import { restore, watch } from "./watch.js";

const store = openStore();
const VIEWS = [
  ["read", "Read", readView],
  ["entities", "Entities", entitiesView],
  ["search", "Search", searchView],
  ["time", "Time", timeView],
  ["figures", "Figures", figuresView],
  ["topics", "Topics", topicsView],
  ["stance", "Stance", stanceView],
  ["disagreement", "Disagreement", disagreementView],
  ...(store.info.predictions ? [["errors", "Errors", errorsView]] : []),
];

const main = h("main", { id: "main", tabindex: "-1" });
let shown = {};
let turn = 0;

function themeButton() {
  const button = h("button", { type: "button", class: "quiet", id: "theme", onclick: () => label(nextTheme()) });
  const label = (theme) => {
    button.textContent = { auto: "◐ Auto", light: "○ Light", dark: "● Dark" }[theme];
    button.setAttribute("aria-label", `Colours: ${theme}. Change`);
  };
  label(applyTheme());
  return button;
}

function frame() {
  document.querySelector("noscript")?.remove();
  const search = h("input", { type: "search", id: "quick", name: "q", placeholder: "Search", "aria-label": "Search the corpus", autocomplete: "off" });
  document.body.prepend(
    h("a", { class: "skip", href: "#main", onclick: (event) => {
      event.preventDefault();
      main.focus();
    } }, "Skip to the content"),
    h("header", { class: "bar" },
      h("a", { class: "brand", href: link("read"), title: store.info.name }, h("strong", {}, words(store.info.name.split(": ")[0])), h("span", { class: "brand-more" }, " corpus explorer")),
      h("nav", { class: "views", "aria-label": "Views" }, VIEWS.map(([name, title]) => h("a", { href: link(name), "data-view": name }, title))),
      h("form", { class: "quick", role: "search", onsubmit: (event) => {
        event.preventDefault();
        go(link("search", [], { q: search.value }));
      } }, search),
      h("div", { class: "tools" }, aboutButton(store.info), themeButton(), startKeys(VIEWS, () => shown))),
    main,
    h("div", { id: "status", class: "unseen", role: "status", "aria-live": "polite" }));
}

async function draw(route) {
  const mine = ++turn;
  const found = VIEWS.find(([name]) => name === route.view) ?? VIEWS[0];
  const view = found[0] === route.view ? route : parse("#/read");
  for (const anchor of document.querySelectorAll(".views a")) {
    if (anchor.dataset.view === found[0]) {
      anchor.setAttribute("aria-current", "page");
      anchor.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else anchor.removeAttribute("aria-current");
  }
  if (shown.name === found[0] && shown.view?.update?.(view)) return;
  shown.view?.leave?.();
  const place = h("div", { class: `view view-${found[0]}` });
  const before = shown.name;
  try {
    const made = await found[2](store, view, place);
    if (mine !== turn) return;
    shown = { name: found[0], view: made };
  } catch (error) {
    if (mine !== turn) return;
    shown = { name: found[0], view: {} };
    show(place, h("h1", { tabindex: "-1" }, "This view can't be shown"), h("p", { role: "alert" }, String(error?.message ?? error)));
  }
  const placed = main.firstChild;
  show(main, place);
  document.title = `${place.querySelector("h1")?.textContent ?? found[1]} – ${store.info.name}`;
  if (placed) {
    if (!view.parts[1]) scrollTo(0, 0);
    if (before !== undefined) place.querySelector("h1")?.focus({ preventScroll: true });
  }
  shown.view?.placed?.();
}

frame();
start((route) => draw(route).then(restore));
watch(store);
