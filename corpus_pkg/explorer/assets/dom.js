// Making elements. Text always becomes a text node: nothing here, or anywhere in the page, parses markup.

const SVG = "http://www.w3.org/2000/svg";

/** Return an element. Attributes named on… are listeners, `set` are style properties, null ones are left out. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Return an SVG element. */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "set") for (const [key, item] of Object.entries(value)) element.style.setProperty(key, item);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Return words of the corpus, kept from turning the direction of what stands beside them. */
export function words(text, attributes) {
  return h("bdi", attributes, text);
}

/** Replace what an element holds. */
export function show(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Say something to screen readers, politely. */
export function announce(text) {
  const place = document.getElementById("status");
  if (place) place.textContent = text;
}

/** Return a number as people write it. */
export function number(value) {
  return Number(value).toLocaleString("en");
}

/** Return a count with its noun. */
export function count(n, noun, plural) {
  return `${number(n)} ${n === 1 ? noun : (plural ?? `${noun}s`)}`;
}
