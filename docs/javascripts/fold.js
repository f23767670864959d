// Long pages are folded at their headings. A link to something inside a section opens it, and printing opens all.
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const around = target?.closest("details.fold");
  if (!around) return;
  around.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", unfold);
addEventListener("beforeprint", () => document.querySelectorAll("details.fold").forEach((part) => (part.open = true)));
unfold();
