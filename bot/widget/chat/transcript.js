// What was said: the server's messages by their increasing ids (numbers in quotes), and echoes, which show a
// visitor's message at once. When the server's copy of it comes (answer, stream or history), it takes the echo's place.
class Transcript {
  messages = [];
  echoes = [];

  get last() {
    return this.messages.length ? this.messages[this.messages.length - 1].id : null;
  }

  // Takes messages in any order, any number of times; returns those that are new.
  merge(messages) {
    const fresh = (messages || []).filter((one) => !this.messages.some((known) => known.id === one.id));
    this.messages.push(...fresh.map((one) => ({ ...one, key: "m" + one.id })));
    this.messages.sort((a, b) => a.id - b.id);
    for (const echo of this.echoes) this.claim(echo);
    return fresh;
  }

  echo(item) {
    const echo = { from: "visitor", at: new Date().toISOString(), after: this.last, state: "sending", ...item };
    this.echoes.push({ ...echo, key: "e" + echo.id });
    return this.echoes[this.echoes.length - 1];
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

  // The server's copy has the same words, or stands between what was there before and the answer.
  claim(echo) {
    if (echo.claimed) return;
    const copy = this.messages.find(
      (one) =>
        one.from === "visitor" &&
        !one.echoed &&
        echo.after - one.id < 0 &&
        (plain(one.text) === plain(echo.text) || one.id - echo.before < 0),
    );
    if (!copy) return;
    Object.assign(copy, { echoed: true, key: echo.key, at: copy.at || echo.at });
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

function plain(text) {
  return String(text || "").replace(/\s+/g, " ").trim();
}
