// What was said: the server's messages by their increasing ids (numbers in quotes), and echoes, which show a
// visitor's message at once. When the server's copy of it comes (answer, stream or history), it takes the echo's place.
class Transcript {
  messages = [];
  echoes = [];
  known = new Set();

  get last() {
    return this.messages.length ? this.messages[this.messages.length - 1].id : null;
  }

  get newest() {
    return this.messages.findLast((one) => one.from !== "visitor");
  }

  // Takes messages in any order, any number of times; returns those that are new.
  merge(messages) {
    const fresh = [];
    for (const one of messages || []) {
      if (!one || !/^\d+$/.test(one.id) || this.known.has(String(one.id))) continue;
      this.known.add(String(one.id));
      fresh.push(sound(one));
    }
    this.messages.push(...fresh);
    this.messages.sort((a, b) => a.id - b.id);
    for (const echo of this.echoes) this.claim(echo);
    return fresh;
  }

  echo(item) {
    const echo = { from: "visitor", at: new Date(now()).toISOString(), after: this.last, state: "sending", ...item };
    this.echoes.push({ ...echo, key: "e" + echo.id });
    return this.echoes[this.echoes.length - 1];
  }

  find(id) {
    return this.echoes.find((one) => one.id === id);
  }

  // The server has taken the echoed message and answered.
  settle(echo, answers) {
    echo.state = "sent";
    echo.note = null;
    const first = (answers || []).find((one) => one.from !== "visitor");
    echo.before = first ? first.id : null;
    return this.merge(answers);
  }

  drop(echo) {
    this.echoes = this.echoes.filter((one) => one !== echo);
  }

  // The server's copy has the same words, or else stands between what was there before and the answer.
  claim(echo) {
    if (echo.claimed) return;
    const free = this.messages.filter((one) => one.from === "visitor" && !one.echoed && echo.after - one.id < 0);
    const copy = free.find((one) => plain(one.text) === plain(echo.text)) || free.find((one) => one.id - echo.before < 0);
    if (!copy) return;
    Object.assign(copy, { echoed: true, key: echo.key });
    echo.claimed = true;
    if (echo.state === "failed") echo.state = "sent";
  }

  // All there is to show, oldest first: an echo stands before its answer, one not yet answered at the end.
  entries() {
    const open = this.echoes.filter((echo) => !echo.claimed);
    const rows = [];
    for (const message of this.messages) {
      rows.push(...open.filter((echo) => echo.before === message.id), message);
    }
    return [...rows, ...open.filter((echo) => !echo.before)];
  }
}

// A message in the shape that the rest relies on, whatever a newer or a broken server sends.
function sound(one) {
  const list = (value) => (Array.isArray(value) ? value : []).filter((each) => each && typeof each === "object");
  const { card } = one;
  return {
    ...one,
    id: String(one.id),
    key: "m" + one.id,
    from: ["visitor", "rep"].includes(one.from) ? one.from : "bot",
    at: Number.isNaN(Date.parse(one.at)) ? new Date(now()).toISOString() : one.at,
    text: plainly(one.text),
    name: plainly(one.name),
    choices: list(one.choices).filter(({ id, title }) => id && title),
    card: card && card.type ? { ...card, slots: list(card.slots), lines: list(card.lines) } : null,
  };
}

function plainly(text) {
  return text === null || text === undefined ? "" : String(text);
}

function plain(text) {
  return plainly(text).replace(/\s+/g, " ").trim();
}
