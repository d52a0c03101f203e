// Dates and times for people. Instants come as ISO 8601 with an offset; zones are IANA names.
// Each is made once: making one takes longer than drawing a message.
const FORMATTERS = new Map();
const DAY = { weekday: "long", day: "numeric", month: "long" };
const CLOCK = { hour: "numeric", minute: "2-digit" };

function formatter(options, zone) {
  const key = JSON.stringify([options, zone]);
  if (!FORMATTERS.has(key)) FORMATTERS.set(key, newFormatter(options, zone));
  return FORMATTERS.get(key);
}

function newFormatter(options, zone) {
  try {
    return new Intl.DateTimeFormat(locale(), { ...options, timeZone: zone || undefined });
  } catch {
    return new Intl.DateTimeFormat(locale(), { ...options, timeZone: "UTC" });
  }
}

// The widget's language in the visitor's regional form: English is "16:30" in London and "4:30 PM" in Austin.
function locale() {
  const { languages } = navigator;
  const theirs = languages.find((one) => one.split("-")[0] === LANGUAGE) || languages[0];
  const [, region] = /-([A-Z]{2}|\d{3})(?:-|$)/.exec(theirs) || [];
  return region && !LANGUAGE.includes("-") ? `${LANGUAGE}-${region}` : LANGUAGE;
}

function clockTime(instant, zone) {
  return formatter(CLOCK, zone).format(new Date(instant));
}

function dayOf(instant, zone) {
  return formatter(DAY, zone).format(new Date(instant));
}

// Day and time, put together as the language does ("at", other commas).
function momentOf(instant, zone) {
  return formatter({ ...DAY, ...CLOCK }, zone).format(new Date(instant));
}

function localZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

// Above a message that comes a quarter of an hour or more after the one before it.
function divider(instant, before, words) {
  const at = new Date(instant);
  if (before && at - new Date(before) < 15 * 60 * 1000) return null;
  const day = (date) => date.toDateString();
  const yesterday = new Date(now());
  yesterday.setDate(yesterday.getDate() - 1);
  const name = day(at) === day(new Date(now())) ? words.today : day(at) === day(yesterday) && words.yesterday;
  return name ? `${name} ${clockTime(instant)}` : momentOf(instant);
}
