// Addresses within the page: #/view/part/part?name=value, so that every state can be linked to.

let listener = () => {};
let current = "";

/** Return an address: link("read", ["a-document", "ent-0-5"], { q: "x" }). */
export function link(view, parts, query) {
  const path = [view, ...(parts ?? [])].map(encodeURIComponent).join("/");
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return `#/${path}${pairs.length ? `?${new URLSearchParams(pairs)}` : ""}`;
}

/** Return what an address says: its view, its parts and its query. */
export function parse(address) {
  const [path, query] = address.replace(/^#?\/?/, "").split(/\?(.*)/s);
  const parts = path.split("/").map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return { view: parts[0] || "read", parts: parts.slice(1).filter(Boolean), query: Object.fromEntries(new URLSearchParams(query ?? "")) };
}

/** Go to an address; with `replace` the step back skips the present one. */
export function go(address, replace = false) {
  if (address === current) return;
  current = address;
  try {
    history[replace ? "replaceState" : "pushState"](null, "", address);
  } catch {
    // A frame without an address of its own still has its views.
  }
  listener(parse(address), false);
}

/** Change the address without drawing anything again. */
export function note(address) {
  current = address;
  try {
    history.replaceState(null, "", address);
  } catch {
    // As above.
  }
}

/** Call `found` now and whenever the address changes. */
export function start(found) {
  listener = found;
  const follow = () => {
    const address = location.hash || "#/read";
    if (address === current) return;
    current = address;
    found(parse(address), true);
  };
  window.addEventListener("hashchange", follow);
  window.addEventListener("popstate", follow);
  document.addEventListener("click", (event) => {
    const anchor = event.target instanceof Element ? event.target.closest("a") : null;
    const address = anchor?.getAttribute("href") ?? "";
    if (!address.startsWith("#/") || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(address);
  });
  follow();
}
