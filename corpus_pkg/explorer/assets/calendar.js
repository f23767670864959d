// Days and lengths of time as numbers, for the time line.

const DAY = 86400000;

/** Return the number of a day (days since 1970) from its ISO form. */
export function dayNumber(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day); // a year below 100 would else be one of the 1900s
  return Math.round(date.getTime() / DAY);
}

/** Return the ISO form of a day from its number. */
export function isoDay(number) {
  const date = new Date(number * DAY);
  return `${String(date.getUTCFullYear()).padStart(4, "0")}-${String(date.getUTCMonth() + 1).padStart(2, "0")}-${String(date.getUTCDate()).padStart(2, "0")}`;
}

/** Return the year of a day, with the part of it that has passed. */
export function yearOf(number) {
  return Number(isoDay(number).slice(0, 4));
}

/** Return the first and the last day of a document's date (EDTF), or null where it says none. */
export function documentDays(edtf) {
  const ends = String(edtf ?? "").split("/").map((part) => /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?[~?%]?$/.exec(part));
  if (!ends.length || ends.some((found) => found === null)) return null;
  const [first, last] = [ends[0], ends.at(-1)];
  return [edge(first, false), edge(last, true)];
}

const SEASONS = { 21: [3, 5], 22: [6, 8], 23: [9, 11], 24: [12, 14] };

function edge([, year, month, day], end) {
  if (day) return dayNumber(`${year}-${month}-${day}`);
  const months = SEASONS[Number(month)] ?? (month ? [Number(month), Number(month)] : [1, 12]);
  if (!end) return dayNumber(`${year}-${String(months[0]).padStart(2, "0")}-01`);
  const over = months[1] >= 12;
  const next = over ? `${String(Number(year) + 1).padStart(4, "0")}-${String(months[1] - 11).padStart(2, "0")}-01` : `${year}-${String(months[1] + 1).padStart(2, "0")}-01`;
  return dayNumber(next) - 1;
}

const DAYS = { C: 36525, E: 3652.5, Y: 365.25, M: 30.44, W: 7, D: 1, h: 1 / 24, m: 1 / 1440, s: 1 / 86400 };

/** Return the length of a TIMEX3 duration in days and whether it is known; null for what is none. */
export function durationDays(value) {
  const found = /^P([^T]*)(?:T(.*))?$/.exec(value);
  if (!found) return null;
  let days = 0;
  let known = true;
  const parts = [...found[1].matchAll(/([\dX.]+)([CEYMWD])/g), ...(found[2] ?? "").matchAll(/([\dX.]+)([HMS])/g)];
  parts.forEach(([, n, unit], at) => {
    const inTime = at >= parts.length - [...(found[2] ?? "").matchAll(/([\dX.]+)([HMS])/g)].length;
    if (n === "X") known = false;
    days += (n === "X" ? 1 : Number(n)) * DAYS[inTime ? unit.toLowerCase() : unit];
  });
  return parts.length ? { days, known } : null;
}

/** Return ticks of a time axis between two days: { at, label }. */
export function ticks(from, to, most) {
  const years = (to - from) / 365.25;
  const step = [1 / 12, 1 / 4, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((one) => years / one <= most) ?? 2000;
  const found = [];
  const first = yearOf(from);
  const last = yearOf(to) + 1;
  if (step >= 1) {
    for (let year = Math.ceil(first / step) * step; year <= last; year += step) push(year, 1, String(year));
  } else {
    const months = Math.round(step * 12);
    for (let year = first; year <= last; year++) {
      for (let month = 1; month <= 12; month += months) {
        push(year, month, month === 1 ? String(year) : new Date(Date.UTC(2000, month - 1, 1)).toLocaleString("en", { month: "short", timeZone: "UTC" }));
      }
    }
  }
  return found;

  function push(year, month, label) {
    if (year < 1 || year > 9999) return;
    const at = dayNumber(`${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-01`);
    if (at >= from && at <= to) found.push({ at, label, major: month === 1 });
  }
}
