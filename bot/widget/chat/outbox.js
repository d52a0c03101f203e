// What was written and not yet answered: kept for the next page, also while the chat itself has yet to begin, and
// shown by the visitor's other tabs at once.
const TAKE_OVER_AFTER = 10;

class Outbox {
  mine = new Set();

  constructor(chat) {
    this.chat = chat;
  }

  get kept() {
    const { outbox } = memory.read();
    return (Array.isArray(outbox) ? outbox : []).filter(
      (one) => one && /^[\w-]{1,64}$/.test(one.id) && one.text && typeof one.text === "string",
    );
  }

  // Each tab writes its own messages and leaves those of the others.
  keep() {
    const own = this.chat.transcript.echoes.filter((echo) => !echo.foreign && echo.state !== "sent");
    for (const echo of own) this.mine.add(echo.id);
    const outbox = [
      ...this.kept.filter((one) => !this.mine.has(one.id)),
      ...own.map(({ id, text, choice, at, after, state, note, permanent }) => (
        { id, text, choice, at, after, state, note, permanent })),
    ];
    if (JSON.stringify(outbox) !== JSON.stringify(memory.read().outbox || [])) memory.change({ outbox });
  }

  // What the page before this one had not yet brought to its end goes out again, with the same id.
  restore() {
    const { transcript } = this.chat;
    for (const one of this.kept) {
      if (!transcript.find(one.id)) transcript.echo({ ...one, state: "sending", note: null });
    }
  }

  // Another tab sends something, or has its answer.
  follow() {
    const { chat, kept } = this;
    const { transcript } = chat;
    for (const one of kept) {
      const known = transcript.find(one.id);
      if (!known) this.adopt(transcript.echo({ ...one, foreign: true }));
      else if (known.foreign) Object.assign(known, { state: one.state, note: one.note, permanent: one.permanent });
    }
    const done = transcript.echoes.filter((echo) => echo.foreign && !kept.some((one) => one.id === echo.id));
    for (const echo of done) echo.state = "sent";
    chat.changed();
    if (done.length) this.clear(done);
  }

  // Its copy comes now if it was sent; an echo without one was taken back.
  async clear(done) {
    const { chat } = this;
    await chat.live.poll(new AbortController().signal);
    for (const echo of done) if (!echo.claimed) chat.transcript.drop(echo);
    chat.changed();
  }

  // A tab that is closed sends no more: this one does, with the same id.
  async adopt(echo) {
    await sleep(TAKE_OVER_AFTER);
    if (!echo.foreign || echo.state !== "sending" || this.chat.transcript.find(echo.id) !== echo) return;
    echo.foreign = false;
    this.chat.changed();
    this.chat.drain();
  }
}
