// What the corpus says of itself: version, licences, citation, and who annotated it.

import { h, words } from "./dom.js";

/** Return the button that shows it. */
export function aboutButton({ name, about, people, package: made }) {
  const row = (term, ...shown) => [h("dt", {}, term), h("dd", {}, ...shown)];
  const dialog = h("dialog", { class: "keys about-corpus", "aria-labelledby": "about-title" },
    h("h2", { id: "about-title" }, words(name)),
    h("dl", { class: "fields" },
      about.version ? row("Version", about.version) : null,
      Object.entries(about.licences ?? {}).map(([what, licence]) => row(`Licence of the ${what}`, words(licence))),
      about.citation ? row("Cite as", words(about.citation)) : null,
      about.homepage ? row("Homepage", h("a", { href: about.homepage, target: "_blank", rel: "noopener noreferrer", class: "external" }, about.homepage)) : null,
      about.contact ? row("Contact", words(about.contact)) : null,
      people.map((one) => row(`${one.role === "annotator" ? "Annotator" : "Adjudicator"} ${one.name}`,
        `${one.kind === "person" ? "a person" : "a language model"}: `, words(one.who), `, ${one.date}`)),
      people.length ? null : row("Annotators", "the corpus does not say who annotated it"),
      row("Made with", `corpus-pkg ${made}`)),
    h("p", {}, h("button", { type: "button", onclick: () => dialog.close() }, "Close")));
  document.body.append(dialog);
  return h("button", { type: "button", class: "quiet", id: "about", onclick: () => dialog.showModal() }, "About");
}
