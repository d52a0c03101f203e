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
const BIG = /^(?:(?:\p{Regional_Indicator}{2}|\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]?(?:\u200d\p{Extended_Pictographic}\p{Emoji_Modifier}?\ufe0f?)*)\s?){1,3}$/u;

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
  const card = entry.card && CARDS ? CARDS.look(entry, chat) : null;
  return {
    divided,
    follows,
    ...card,
    classes: ["entry", entry.from, follows && "follows", leads && "leads", entry.state].filter(Boolean).join(" "),
    signature: JSON.stringify(
      [entry.text, entry.card, entry.note, entry.state === "failed", divided, follows, card]),
  };
}
