// A corpus that is still being annotated: the page is loaded again when its files have changed.

import { h, show } from "./dom.js";

const PAUSE = 1500;
const PLACE = "corpus-explorer:scroll";

/** Look at the corpus again and again, where the server watches it. */
export function watch(store) {
  if (!store.stamp) return;
  const trouble = h("p", { class: "trouble", role: "status", hidden: true });
  document.body.append(trouble);
  const say = (text) => {
    trouble.hidden = !text;
    show(trouble, text);
  };
  const look = async () => {
    try {
      const found = await store.get("changes");
      if (found.stamp !== store.stamp) {
        remember();
        location.reload();
        return;
      }
      say(found.trouble ? `The corpus can't be read as it is now, so this is how it was: ${found.trouble}` : "");
    } catch {
      say("The server does not answer. Start it again, and this page goes on.");
    }
    setTimeout(look, PAUSE);
  };
  setTimeout(look, PAUSE);
}

function remember() {
  try {
    sessionStorage.setItem(PLACE, String(scrollY));
  } catch {
    // Then the page begins at its top.
  }
}

/** Go to where the page was before it was loaded again. */
export function restore() {
  try {
    const at = sessionStorage.getItem(PLACE);
    sessionStorage.removeItem(PLACE);
    if (at !== null) scrollTo(0, Number(at));
  } catch {
    // As above.
  }
}
