// The chat of one element: its window, what it remembers between pages, other tabs, page changes.
class Conversation {
  static roots = [];

  // The cards' script calls this once (later.js).
  static supply(make) {
    CARDS = make({ API, ICONS, WORDS, clockTime, dayOf, el, fill, formatter, icon, link });
    for (const root of Conversation.roots) dress(root, CARDS.style);
  }

  constructor(host) {
    this.host = host;
    CSRF = host.getAttribute("csrf");
    if (CSRF) API = new URL(host.getAttribute("api"), location.href);
    dress(host.shadowRoot, STYLE);
    Conversation.roots.push(host.shadowRoot);
    if (CARDS) dress(host.shadowRoot, CARDS.style);
    this.chat = new Chat(WORDS, (fresh) => this.changed(fresh));
  }

  // The element stands in a page: listen, and take up what there was before.
  attach() {
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("visibilitychange", () => this.seen(), { signal });
    if (window.visualViewport) visualViewport.addEventListener("resize", () => this.panel?.fit(), { signal });
    // A page that comes back from the browser's cache was told nothing of what other tabs did.
    addEventListener("storage", ({ key }) => { if (!CSRF && [memory.key, null].includes(key)) this.chat.elsewhere(); }, { signal });
    addEventListener("pageshow", ({ persisted }) => { if (persisted) this.chat.elsewhere(); }, { signal });
    addEventListener("popstate", () => this.visited(), { signal });
    if (window.navigation) navigation.addEventListener("navigatesuccess", () => this.visited(), { signal });
    this.resume();
  }

  detach() {
    this.listening.abort();
    this.chat.live.stop();
  }

  get whole() {
    return this.host.inline || this.host.hasAttribute("page");
  }

  get isOpen() {
    return this.host.isOpen;
  }

  open({ focus = true } = {}) {
    if (!this.panel) this.build();
    if (!this.isOpen) {
      this.opener = document.activeElement;
      this.host.isOpen = true;
      this.reflect();
      this.host.dispatch("bantam-open");
    }
    this.panel.fit();
    if (focus) this.panel.focus();
    if (this.chat.phase !== "over") this.chat.ready().then(() => this.remember(), () => null);
    this.panel.composer.grow();
    this.panel.pin();
  }

  close() {
    if (!this.isOpen || this.whole) return;
    // Who sent it away from within goes back to where they were; the focus of others stays.
    const { launcher, shadowRoot } = this.host;
    const back = shadowRoot.activeElement && (launcher.hidden ? this.opener : launcher);
    this.host.isOpen = false;
    this.reflect();
    this.remember();
    if (back) back.focus({ preventScroll: true });
    this.host.dispatch("bantam-close");
  }

  ask(text) {
    this.open();
    if (String(text || "").trim()) this.chat.say(shorten(String(text).trim()));
  }

  build() {
    this.panel = new Panel(this.chat, WORDS, { title: this.host.caption, onClose: () => this.close() });
    this.host.root.prepend(this.panel.node);
    this.panel.draw([]);
    // Lets the closed state be drawn first, so that the opening moves.
    this.panel.node.getBoundingClientRect();
  }

  // After a page change: the chat as it was, but never over the whole of a small screen, and without the focus.
  // An element that was only moved within its page tells of no new page view.
  resume() {
    if (this.linked()) return;
    this.visited();
    const { begun } = memory;
    const again = begun && (this.whole || (this.wasOpen && !onPhone()));
    if (this.host.called || again) this.open({ focus: false });
    else if (begun) this.chat.ready({ quiet: true }).catch(() => null);
  }

  // A link in a mail takes its chat up again. Its token leaves the address bar, and is told to no page view.
  linked() {
    const [, link] = location.hash.split("#carry-on=");
    if (!link) return false;
    this.address = location.pathname + location.search;
    // The whole address: <base href> bends a relative one.
    history.replaceState(history.state, "", location.href.split("#")[0]);
    this.chat.carryOn(link);
    this.open({ focus: false });
    return true;
  }

  visited() {
    const address = location.pathname + location.search;
    if (this.linked() || address === this.address) return;
    this.address = address;
    this.tell();
  }

  // A page view, told only of visitors who have interacted.
  async tell() {
    if (!memory.read().token) return;
    try {
      await request("POST", "visit", { body: { page: thisPage() }, keepalive: true });
    } catch (problem) {
      if (problem.status === 401 && this.chat.phase === "new") memory.forget();
    }
  }

  seen() {
    if (document.hidden) this.chat.live.stop();
    else this.chat.follow();
  }

  changed(fresh) {
    if (this.panel) this.panel.draw(fresh);
    if (fresh.length) this.host.dispatch("bantam-message", { count: fresh.length });
    this.remember();
    this.reflect();
  }

  // Whether the window is open, and the newest message that was seen; only once the visitor has a chat, or has
  // written something.
  remember() {
    const { seen, open } = memory.read();
    const { phase, transcript } = this.chat;
    if (!memory.begun || !["starting", "ready"].includes(phase)) return;
    const newest = this.isOpen && phase === "ready" ? transcript.last : seen;
    if (seen !== newest || open !== this.isOpen) memory.change({ open: this.isOpen, seen: newest });
    memory.ofTab = this.isOpen;
  }

  // Open or closed is each tab's own; a new tab begins as the last one was.
  get wasOpen() {
    return memory.ofTab ?? memory.read().open;
  }

  get unread() {
    const { token, seen } = memory.read();
    if (this.isOpen || !token || !seen) return 0;
    return this.chat.transcript.messages.filter((one) => one.from !== "visitor" && seen - one.id < 0).length;
  }

  reflect() {
    if (this.panel) this.panel.node.inert = !this.isOpen;
    this.host.reflect(this.unread);
  }

  // The page gave the element another name, or its launcher another text.
  rename() {
    if (this.panel) this.panel.rename(this.host.caption);
    this.reflect();
  }
}
