// What the bot shows beside words: times to pick, what it understood, a meeting.
// A script of its own, which comes with the first card (later.js).
const CARDS = { slots: slotsCard, understood: understoodCard, meeting: meetingCard };

Object.assign(ICONS, {
  edit: "M14 6l4 4M5 19l1-4L16 5q1-1 2 0l1 1q1 1 0 2L9 18z",
  calendar: "M5 9.5h14M8 3v4M16 3v4M7 5h10q2 0 2 2v11q0 2-2 2H7q-2 0-2-2V7q0-2 2-2z",
  check: "M5 12.5l4.5 4.5L19 7.5",
});

function card(kind, title, symbol, ...children) {
  return el("div", { class: "card " + kind, role: "group", "aria-label": title },
    el("div", { class: "card-title" }, icon(symbol), title), ...children);
}

// Times grouped by day in the card's zone, which is written out: a visitor may sit in another one.
function slotsCard({ slots, timezone, moves }, { chat, words, active, refocus }) {
  const days = new Map();
  for (const slot of slots) {
    const day = dayOf(slot.start, timezone);
    days.set(day, [...(days.get(day) || []), slot]);
  }
  const zone = slots.length ? zoneName(slots[0].start, timezone) : timezone;
  const pick = (slot) => el("button", {
    class: "slot",
    disabled: !active || chat.refused.has(slot.id),
    "aria-label": [dayOf(slot.start, timezone), clockTime(slot.start, timezone), zone].join(", "),
    onclick: () => { refocus(); chat.choose(slot); },
  }, clockTime(slot.start, timezone));
  return card("slots", moves ? words.slots_move : words.slots, "calendar",
    [...days].map(([day, times]) => el("div", { class: "day" },
      el("div", { class: "day-name" }, day), el("div", { class: "times" }, times.map(pick)))),
    el("div", { class: "fine" }, fill(words.slots_zone, { zone })));
}

function understoodCard({ lines }, context) {
  return card("understood", context.words.understood, "check",
    el("ul", { class: "lines" }, lines.map((line) => understoodLine(line, context))));
}

function understoodLine(line, context) {
  const { words, active } = context;
  const item = el("li");
  const show = (value, quote) => {
    const edit = el("button", {
      class: "quiet",
      "aria-label": fill(words.change_what, { label: line.label }),
      title: words.change,
      onclick: () => item.replaceChildren(lineForm(line, value, context, show, item)),
    }, icon("edit"));
    item.replaceChildren(
      el("div", { class: "line" },
        el("div", { class: "what" }, line.label),
        el("div", { class: "value", dir: "auto" }, value),
        quote ? el("div", { class: "quote", dir: "auto" }, fill(words.understood_quote, { quote })) : null),
      active ? edit : "");
    return edit;
  };
  show(line.value, line.quote);
  return item;
}

// One line, editable in place; Escape and Cancel leave it as it was.
function lineForm(line, value, { chat, words, refocus }, show, item) {
  const input = el("input", { class: "field", maxlength: 1000, "aria-label": line.label, dir: "auto" });
  const fault = el("div", { class: "fault", role: "alert", dir: "auto" });
  const cancel = () => show(value, line.quote).focus();
  const save = async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text || text === value) return cancel();
    const buttons = item.querySelectorAll("button");
    buttons.forEach((button) => (button.disabled = true));
    try {
      await chat.correct(line.fact, text);
      show(text, null);
      refocus();
    } catch (problem) {
      fault.textContent = chat.explain(problem);
      buttons.forEach((button) => (button.disabled = false));
    }
  };
  input.value = value || "";
  const form = el("form", {
    class: "line-form",
    onsubmit: save,
    onkeydown: (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.stopPropagation();
      cancel();
    },
  },
  el("div", { class: "what" }, line.label), input, fault,
  el("div", { class: "row" },
    el("button", { class: "button small", type: "submit" }, words.save),
    el("button", { class: "plain small", onclick: cancel }, words.cancel)));
  queueMicrotask(() => { input.focus(); input.select(); });
  return form;
}

// A cancelled meeting, and one that was changed by a later card, is crossed out and offers nothing to click.
function meetingCard(meeting, { words, outdated }) {
  const { start, end, timezone, before, state } = meeting;
  const off = outdated || state === "cancelled";
  const title = outdated ? words.meeting_changed : words["meeting_" + state] || words.meeting;
  const place = off ? null : meeting.location;
  const url = place && /^https?:/i.test(place) ? link(place, words.meeting_join) : null;
  const row = (label, value) => value ? [el("dt", null, label), el("dd", { dir: "auto" }, value)] : [];
  const earlier = before && !off ? `${dayOf(before, timezone)}, ${clockTime(before, timezone)}` : null;
  const manage = !off && meeting.manage_url && link(new URL(meeting.manage_url, API).href, words.meeting_manage);
  return card(off ? "meeting off" : "meeting", title, "calendar",
    el("div", { class: "when" }, dayOf(start, timezone)),
    el("div", { class: "hours" }, clockTime(start, timezone) + " \u2013 " + clockTime(end, timezone)),
    el("div", { class: "fine" }, zoneName(start, timezone)),
    el("dl", null,
      row(words.meeting_before, earlier && el("s", null, earlier)),
      row(words.meeting_with, meeting.with),
      row(words.meeting_where, url || place)),
    manage || "");
}

// "Central European Summer Time (Berlin)": the zone written out, at the instant that matters for summer time.
function zoneName(instant, zone) {
  const parts = formatter({ timeZoneName: "long" }, zone).formatToParts(new Date(instant));
  const name = (parts.find((part) => part.type === "timeZoneName") || {}).value;
  const city = (zone || "").includes("/") ? zone.split("/").pop().replaceAll("_", " ") : "";
  return city ? `${name} (${city})` : name;
}

// What a card's look depends on, beside the card itself.
function cardLook(entry, chat) {
  const gone = entry.card.slots.filter((slot) => chat.refused.has(slot.id)).length;
  return { active: isActive(entry, chat), outdated: isOutdated(entry, chat), gone };
}

// Only the newest card of its kind can be used, and times no more once one was picked.
function isActive(entry, chat) {
  const kinds = entry.card.type === "understood" ? ["understood"] : ["slots", "meeting"];
  const newest = chat.transcript.messages.filter((one) => one.card && kinds.includes(one.card.type)).pop();
  if (entry.id !== newest.id) return false;
  const ids = entry.card.slots.map((slot) => slot.id);
  return !chat.transcript.echoes.some((echo) => ids.includes(echo.choice) && echo.state !== "failed");
}

// A meeting that was moved or cancelled later on is no longer as this card says.
function isOutdated({ card, id }, chat) {
  if (card.type !== "meeting") return false;
  const newest = chat.transcript.messages.filter((one) => one.card?.id === card.id).pop();
  return newest.id !== id && (newest.card.start !== card.start || newest.card.state === "cancelled");
}
