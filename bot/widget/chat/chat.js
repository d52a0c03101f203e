// One visitor's conversation: what to send, when to send it again, and what has come. It knows no page.
const ATTEMPTS = 5;
const PATIENCE = 60;

class Chat {
  transcript = new Transcript();
  live = new Live(() => this.transcript.last, (messages) => this.take(messages));
  phase = "new"; // new | starting | ready | unreachable | over
  notice = null;
  corrections = 0;

  // onChange(fresh messages of the bot or a rep) is called after every change.
  constructor(words, onChange) {
    this.words = words;
    this.onChange = onChange;
  }

  get typing() {
    const sending = this.transcript.echoes.some((echo) => echo.state === "sending");
    return this.phase === "starting" || sending || this.corrections > 0;
  }

  changed(fresh = []) {
    const outbox = this.transcript.echoes.filter((echo) => echo.state !== "sent");
    if (memory.read().token) memory.change({ outbox });
    this.onChange(fresh.filter((one) => one.from !== "visitor"));
  }

  // Starts a conversation, or loads the one that the browser remembers. Safe to call at any time.
  ready() {
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
    this.phase = "starting";
    this.restore();
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
        this.notice = link ? problem.message : this.words.ended;
        return this.open();
      }
      this.phase = "unreachable";
      this.notice = this.explain(problem);
      this.changed();
      throw problem;
    }
    this.phase = "ready";
    this.changed();
    this.follow();
    this.drain();
  }

  async start() {
    const { link } = this;
    const body = { page: thisPage(), locale: navigator.language, timezone: localZone(), link };
    this.begin(await requestJson("POST", link ? "resume" : "start", { body }));
  }

  // The answer of start and reset: a new conversation, with what the bot says first; or an earlier one, whole.
  begin({ token, messages }) {
    const waiting = this.transcript.echoes.filter((echo) => echo.state !== "sent" && !this.link);
    this.link = undefined;
    this.transcript = new Transcript();
    for (const { id, text } of waiting) this.transcript.echo({ id, text });
    if (token) memory.change({ token, seen: null });
    return this.transcript.merge(messages);
  }

  async load() {
    const { messages } = await requestJson("GET", "history");
    this.transcript.merge(messages);
  }

  // What the page before this one had not yet brought to its end goes out again, with the same id.
  restore() {
    const { outbox } = memory.read();
    const known = new Set(this.transcript.echoes.map((echo) => echo.id));
    for (const item of outbox || []) {
      if (!known.has(item.id)) this.transcript.echo({ ...item, state: "sending", claimed: false });
    }
  }

  say(text) {
    this.enqueue({ text });
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
    Object.assign(echo, { state: "sending", note: null });
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
      const next = () => this.transcript.echoes.find((echo) => echo.state === "sending");
      for (let echo = next(); echo; echo = next()) await this.send(echo);
    } catch {
      // Not ready: the notice says so, and the next try sends what is waiting.
    } finally {
      this.draining = false;
    }
  }

  async send(echo) {
    let fresh = [];
    try {
      const body = echo.choice ? { id: echo.id, choice: echo.choice } : { id: echo.id, text: echo.text };
      const { messages } = await this.deliver("say", body, echo);
      fresh = this.transcript.settle(this.current(echo), messages);
    } catch (problem) {
      const permanent = !problem.passing;
      Object.assign(this.current(echo), { state: "failed", note: this.explain(problem), permanent });
    }
    this.changed(fresh);
  }

  // A new start rebuilds the echoes; the one that is being sent keeps its id.
  current(echo) {
    return this.transcript.echoes.find((one) => one.id === echo.id) || echo;
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
  async deliver(path, body, echo) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await requestJson("POST", path, { body });
      } catch (problem) {
        if (problem.status === 401 && echo && attempt === 1) {
          await this.anew();
          body = { id: body.id, text: echo.text };
          continue;
        }
        const seconds = problem.retryAfter === null ? Math.min(2 ** attempt, 8) : problem.retryAfter;
        if (!problem.passing || seconds > PATIENCE || attempt >= ATTEMPTS) throw problem;
        if (echo) this.waiting(this.current(echo), problem, seconds);
        if (!navigator.onLine) attempt -= 1;
        await this.pause(seconds);
      }
    }
  }

  waiting(echo, problem, seconds) {
    if (!navigator.onLine) echo.note = this.words.offline;
    else if (problem.status === 429) echo.note = fill(this.words.slow, { seconds });
    else echo.note = this.words.waiting;
    this.changed();
  }

  // Waits, or until the browser is online again.
  async pause(seconds) {
    const online = new AbortController();
    addEventListener("online", () => online.abort(), { once: true, signal: online.signal });
    await sleep(seconds, online.signal);
    online.abort();
  }

  async anew() {
    this.live.stop();
    memory.forget();
    await this.start();
    this.notice = this.words.ended;
    this.changed();
    this.follow();
  }

  explain(problem) {
    if (problem.status === 0 || problem.status >= 500) return problem.message || this.words.unreachable;
    if (problem.status === 429) return fill(this.words.later, { minutes: Math.ceil((problem.retryAfter || 60) / 60) });
    return problem.message || this.words.refused;
  }

  // "Start over": a new conversation of the same visitor.
  async reset() {
    this.live.stop();
    this.transcript = new Transcript();
    this.notice = null;
    this.phase = "starting";
    this.changed();
    try {
      const answer = await requestJson("POST", "reset", { body: { page: thisPage() } });
      const fresh = this.begin(answer);
      this.phase = "ready";
      this.changed(fresh);
      this.follow();
    } catch (problem) {
      this.phase = "new";
      if (problem.status === 401) memory.forget();
      await this.ready().catch(() => null);
      if (problem.status !== 401) this.notice = this.explain(problem);
      this.changed();
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
    memory.forget();
    this.leave("over");
  }

  // The conversation ends here: it was deleted, or another tab deleted it or started over, or a link led nowhere.
  leave(phase, notice = this.words.erased) {
    this.live.stop();
    this.transcript = new Transcript();
    this.notice = phase === "new" ? null : notice;
    this.phase = phase;
    this.changed();
  }

  // Live updates while the page is seen: browsers allow six connections to a host, and a hidden tab needs none.
  follow() {
    if (this.phase === "ready" && !document.hidden) this.live.start();
  }

  take(messages) {
    const fresh = this.transcript.merge(messages);
    if (fresh.length) this.changed(fresh);
  }

  // A page view, told only of visitors who have interacted.
  async visit() {
    if (!memory.read().token) return;
    try {
      await request("POST", "visit", { body: { page: thisPage() }, keepalive: true });
    } catch (problem) {
      if (problem.status === 401 && this.phase === "new") memory.forget();
    }
  }
}
