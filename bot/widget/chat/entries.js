// One row of the chat: a message with its card, or the echo of one that is still on its way.
function entryNode(entry, context) {
  const { words, chat, divided } = context;
  const sender = senderOf(entry, words);
  const time = clockTime(entry.at);
  const text = entry.text
    ? el("div", { class: BIG.test(entry.text) ? "bubble big" : "bubble", dir: "auto" },
      entry.from === "visitor" ? entry.text : rich(entry.text, words))
    : null;
  return el("div", { class: "entry" },
    divided ? el("div", { class: "divider" }, divided) : null,
    entry.from === "rep" && !context.follows
      ? el("div", { class: "sender", "aria-hidden": "true", dir: "auto" }, sender) : null,
    el("span", { class: "unseen" }, sender + ": "),
    text && el("div", { class: "said" }, text,
      el("time", { datetime: entry.at, class: "at", "aria-hidden": "true" }, time)),
    cardOf(entry, context),
    entry.note ? echoNote(entry, { words, chat }) : null);
}

// A message of up to three emoji and nothing else is shown large.
const BIG = /^(?:\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]?(?:\u200d\p{Extended_Pictographic}\ufe0f?)*\s?){1,3}$/u;

function senderOf({ from, name }, words) {
  return from === "visitor" ? words.from_visitor : from === "rep" ? name || words.from_rep : words.from_bot;
}

// A card of an unknown shape shows nothing; the message's text stands by itself.
function cardOf(entry, context) {
  try {
    return cardNode(entry.card, context);
  } catch {
    return null;
  }
}

// Why a message has not gone out, and what the visitor can do about it.
function echoNote(echo, { words, chat }) {
  const retry = () => chat.retry(echo);
  const edit = () => { chat.drop(echo); chat.onEdit(echo.text); };
  const action = (label, run) => el("button", { class: "inline", onclick: run }, label);
  if (echo.state !== "failed") return el("div", { class: "note", role: "status" }, echo.note);
  return el("div", { class: "note failed", role: "alert" },
    words.failed + " ", el("bdi", null, echo.note), " ",
    echo.permanent ? null : action(words.retry, retry),
    echo.choice ? null : action(words.edit, edit));
}

// What a row's node depends on, and the classes that may change without a new node.
function entryLook(entry, before, after, { chat, words }) {
  const divided = divider(entry.at, before && before.at, words);
  const follows = before && before.from === entry.from && (before.name || "") === (entry.name || "") && !divided;
  const leads = after && after.from === entry.from;
  const active = entry.card ? isActive(entry, chat) : false;
  const gone = entry.card ? entry.card.slots.filter((slot) => chat.refused.has(slot.id)).length : 0;
  const outdated = entry.card?.type === "meeting" && isOutdated(entry, chat);
  return {
    divided,
    follows,
    active,
    outdated,
    classes: ["entry", entry.from, follows && "follows", leads && "leads", entry.state].filter(Boolean).join(" "),
    signature: JSON.stringify(
      [entry.text, entry.card, entry.note, entry.state === "failed", divided, follows, active, outdated, gone,
        Boolean(CARDS)]),
  };
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
  const newest = chat.transcript.messages.filter((one) => one.card?.id === card.id).pop();
  return newest.id !== id && (newest.card.start !== card.start || newest.card.state === "cancelled");
}
