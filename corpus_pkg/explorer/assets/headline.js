// What a document is called: by its title, or by a headline that is made from its id and marked as such.

import { h, words } from "./dom.js";

/** Return the title of a document, or else its id in words: `section-907-repeal` is `Section 907 repeal`. */
export function headline({ id, title }) {
  if (title) return title;
  const made = id.replaceAll("-", " ").trim();
  return made ? made[0].toUpperCase() + made.slice(1) : id;
}

/** Return the headline to show, marked where the text has no title. */
export function headlineOf({ id, title }) {
  if (title) return words(title);
  return [words(headline({ id })), h("span", { class: "made", title: "The text as received has no title; this one is made from the document's id." }, " (from its id)")];
}
