// One visitor's conversation: what to send, when to send it again, and what has come. It knows no page.
const ATTEMPTS = 6;
const PATIENCE = 60;
const AGAIN_AFTER = 8;

class Chat {
  transcript = new Transcript();
  outbox = new Outbox(this);
  live = new Live(() => this.transcript.last, (messages) => this.take(messages));
  phase = "new"; // new | starting | ready | unreachable | over
  notice = null;
  corrections = 0;
  refused = new Set(); // ids of choices that the server offers no more

  // onChange(fresh messages of the bot or a rep) is called after every change.
  constructor(words, onChange) {
    this.words = words;
    this.onChange = onChange;
  }

  // A person is there from their first message until the bot speaks again.
  get person() {
    const { newest } = this.transcript;
    return newest && newest.from === "rep" ? newest : null;
  }

  // Nobody is writing while a message waits for the network, or for a person.
  get typing() {
    const asked = this.transcript.echoes.some((echo) => echo.state === "sending" && !echo.note);
    return this.phase === "starting" || (this.phase === "ready" && ((asked && !this.person) || this.corrections > 0));
  }

  changed(fresh = []) {
    this.outbox.keep();
    this.onChange(fresh.filter((one) => one.from !== "visitor"));
  }

  // Starts a conversation, or loads the one that the browser remembers. Safe to call at any time. For who only
  // looks at a page (`quiet`) none is begun when the remembered one is over.
  ready({ quiet = false } = {}) {
    this.quiet = quiet;
    if (this.phase === "ready") return Promise.resolve();
    this.opening = this.opening || this.open().finally(() => (this.opening = null));
    return this.opening;
  }

  // Takes up the chat that the link in a mail is for; this browser's own gives way to it, once it is there.
  carryOn(link) {
    this.live.stop();
    this.link = link;
    this.phase = "new";
  }

  async open() {
    if (this.phase !== "unreachable") this.phase = "starting";
    this.outbox.restore();
    this.changed();
    const { token } = memory.read();
    try {
      if (token && !this.link) await this.load();
      else await this.start();
    } catch (problem) {
      const { link } = this;
      if (link ? [404, 410].includes(problem.status) : token && problem.status === 401) {
        this.link = undefined;
        if (link && !token) return this.leave("over", problem.message);
        if (!link) memory.forget();
        if (this.quiet && !this.transcript.echoes.length) return this.leave("new");
        this.notice = link ? problem.message : this.words.ended;
        return this.open();
      }
      this.phase = "unreachable";
      this.notice = this.explain(problem);
      this.changed();
      if (problem.passing) pause(problem.retryAfter || AGAIN_AFTER).then(() => this.follow());
      throw problem;
    }
    if (this.phase === "unreachable") this.notice = null;
    this.phase = "ready";
    this.token = memory.read().token;
    this.changed();
    this.follow();
    this.drain();
  }

  async start() {
    const { link } = this;
    const body = { page: thisPage(), locale: locale(), timezone: localZone(), link };
    const begun = await requestWithProof(link ? "resume" : "start", body);
    // Two tabs opened at once: the one that came first has it, and what was written here is said there.
    if (!link && memory.read().token) return this.load();
    return this.begin(begun);
  }

  // The answer of start and reset: a new conversation, with what the bot says first; or an earlier one, whole.
  begin({ token, messages }) {
    const waiting = this.transcript.echoes.filter((echo) => echo.state !== "sent" && !this.link);
    this.link = undefined;
    this.transcript = new Transcript();
    for (const { id, text, foreign } of waiting) this.transcript.echo({ id, text, foreign });
    if (token) memory.change({ token, seen: null, outbox: [] });
    setClock(messages);
    return this.transcript.merge(messages);
  }

  async load() {
    const { messages } = await requestJson("GET", "history");
    this.transcript.merge(messages);
  }

  say(text, website) {
    this.enqueue({ text, website });
  }

  choose(choice) {
    this.enqueue({ text: choice.title || choice.label, choice: choice.id });
  }

  enqueue(item) {
    this.notice = null;
    this.transcript.echo({ id: newId(), ...item });
    this.changed();
    this.drain();
  }

  retry(echo) {
    Object.assign(echo, { state: "sending", note: null, foreign: false });
    this.changed();
    this.drain();
  }

  drop(echo) {
    this.transcript.drop(echo);
    this.changed();
  }

  // One message at a time, in the order in which they were written.
  async drain() {
    if (this.draining) return;
    this.draining = true;
    try {
      await this.ready();
      const next = () => this.transcript.echoes.find((echo) => echo.state === "sending" && !echo.foreign);
      for (let echo = next(); echo; echo = next()) await this.send(echo);
    } catch {
      // Not ready: the notice says so, and the next try sends what is waiting.
    } finally {
      this.draining = false;
    }
  }

  // A new start rebuilds the echoes; whoever has started over meanwhile wants no answer.
  async send({ id, text, choice, website }) {
    let fresh = [];
    try {
      const { messages } = await this.deliver("say", choice ? { id, choice } : { id, text, website }, id);
      const echo = this.transcript.find(id);
      if (!echo) return;
      setClock(messages);
      fresh = this.transcript.settle(echo, messages);
    } catch (problem) {
      const echo = this.transcript.find(id);
      if (!echo) return;
      if (choice && problem.status === 422) {
        // Taken elsewhere, or expired: it goes, and the words say what to do.
        this.refused.add(choice);
        this.transcript.drop(echo);
        this.notice = problem.message;
      } else Object.assign(echo, { state: "failed", note: this.explain(problem), permanent: !problem.passing });
    }
    this.changed(fresh);
  }

  // Corrects one line of the "what I understood" card; throws a Problem when it could not.
  async correct(fact, text) {
    this.corrections += 1;
    this.changed();
    let fresh = [];
    try {
      const { messages } = await this.deliver("fact", { id: newId(), fact, text });
      fresh = this.transcript.merge(messages);
    } finally {
      this.corrections -= 1;
      this.changed(fresh);
    }
  }

  // The same request, with the same id, until it is answered: the server does nothing twice.
  async deliver(path, body, echoed) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await requestJson("POST", path, { body });
      } catch (problem) {
        const echo = this.transcript.find(echoed);
        if (echoed && !echo) throw problem;
        if (problem.status === 401 && echo && attempt === 1) {
          await this.anew();
          body = { id: body.id, text: echo.text };
          continue;
        }
        const seconds = problem.retryAfter === null ? Math.min(2 ** attempt, 8) : problem.retryAfter;
        if (!problem.passing || seconds > PATIENCE || attempt >= ATTEMPTS) throw problem;
        const { offline, slow, waiting } = this.words;
        if (echo) echo.note = !navigator.onLine ? offline : problem.status === 429 ? fill(slow, { seconds }) : waiting;
        this.changed();
        if (!navigator.onLine) attempt -= 1;
        await pause(seconds);
        if (echoed && !this.transcript.find(echoed)) throw problem;
      }
    }
  }

  async anew() {
    this.live.stop();
    memory.forget();
    await this.start();
    this.token = memory.read().token;
    this.notice = this.words.ended;
    this.changed();
    this.follow();
  }

  explain(problem) {
    if (problem.status === 0 || problem.status >= 500) return problem.message || this.words.unreachable;
    if (problem.status === 429) return fill(this.words.later, { minutes: Math.ceil((problem.retryAfter || 60) / 60) });
    return problem.message || this.words.refused;
  }

  // "Start over": a new conversation of the same visitor. The old one stays until there is one; throws a Problem when
  // there is none.
  async reset() {
    this.live.stop();
    try {
      const begun = await requestWithProof("reset", { page: thisPage() });
      this.transcript = new Transcript();
      this.notice = null;
      const fresh = this.begin(begun);
      this.token = memory.read().token;
      this.phase = "ready";
      this.changed(fresh);
    } catch (problem) {
      if (problem.status !== 401) throw problem;
      await this.anew();
      this.phase = "ready";
    } finally {
      this.follow();
    }
  }

  // "Delete my data": nothing stays, here or there. Throws a Problem when the server could not.
  async erase() {
    try {
      await request("POST", "erase");
    } catch (problem) {
      // A token that the server no longer knows has nothing left to delete.
      if (problem.status !== 401) throw problem;
    }
    memory.erase();
    this.leave("over");
  }

  // The conversation ends here: it was deleted, or another tab deleted it or started over, or a link led nowhere.
  leave(phase, notice = this.words.erased) {
    this.live.stop();
    this.transcript = new Transcript();
    this.notice = phase === "new" ? null : notice;
    this.phase = phase;
    this.token = undefined;
    if (phase === "over") memory.ofTab = null;
    this.changed();
  }

  // Another tab has said something, started over or deleted the data; or this page lay in the browser's cache.
  elsewhere() {
    if (["new", "starting"].includes(this.phase)) return;
    const { token } = memory.read();
    if (token === this.token) return this.outbox.follow();
    this.leave(token ? "new" : "over");
    if (token) this.ready().catch(() => null);
  }

  // Live updates while the page is seen: browsers allow six connections to a host, and a hidden tab needs none.
  follow() {
    if (document.hidden) return;
    if (this.phase === "ready") this.live.start();
    else if (this.phase === "unreachable") this.ready().catch(() => null);
  }

  take(messages) {
    const fresh = this.transcript.merge(messages);
    if (fresh.length) this.changed(fresh);
  }
}
