// What a reader has set, kept in the browser where that is allowed (a frame or a file may forbid it).

const memory = new Map();

/** Return a setting, or what it is when nobody has set it. */
export function setting(name, otherwise) {
  if (memory.has(name)) return memory.get(name);
  try {
    const kept = localStorage.getItem(`corpus-explorer:${name}`);
    return kept === null ? otherwise : JSON.parse(kept);
  } catch {
    return otherwise;
  }
}

/** Keep a setting. */
export function keep(name, value) {
  memory.set(name, value);
  try {
    localStorage.setItem(`corpus-explorer:${name}`, JSON.stringify(value));
  } catch {
    // It lasts as long as the page does.
  }
}

const THEMES = ["auto", "light", "dark"];

/** Show the colours that the reader has chosen; `auto` follows the system. */
export function applyTheme() {
  const theme = setting("theme", "auto");
  if (theme === "auto") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", theme);
  return theme;
}

/** Go on to the next choice of colours and return it. */
export function nextTheme() {
  const now = THEMES.indexOf(setting("theme", "auto"));
  keep("theme", THEMES[(now + 1) % THEMES.length]);
  return applyTheme();
}
