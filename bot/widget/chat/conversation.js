// The chat of one element: its window, what it remembers between pages, other tabs, page changes.
class Conversation {
  constructor(host) {
    this.host = host;
    CSRF = host.getAttribute("csrf");
    if (CSRF) API = new URL(host.getAttribute("api"), location.href);
    dress(host.shadowRoot, STYLE);
    this.chat = new Chat(WORDS, (fresh) => this.changed(fresh));
  }

  // The element stands in a page: listen, and take up what there was before.
  attach() {
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("visibilitychange", () => this.seen(), { signal });
    addEventListener("storage", (event) => this.stored(event), { signal });
    addEventListener("popstate", () => this.visited(), { signal });
    if (window.navigation) navigation.addEventListener("navigatesuccess", () => this.visited(), { signal });
    this.resume();
  }

  detach() {
    this.listening.abort();
    this.chat.live.stop();
  }

  get whole() {
    return this.host.hasAttribute("page");
  }

  get isOpen() {
    return this.host.isOpen;
  }

  open({ focus = true } = {}) {
    if (!this.panel) this.build();
    if (!this.isOpen) {
      this.host.isOpen = true;
      this.reflect();
      this.host.dispatch("bantam-open");
    }
    if (focus) this.panel.focus();
    if (this.chat.phase !== "over") this.chat.ready().then(() => this.remember(), () => null);
    this.panel.composer.grow();
    this.panel.pin();
  }

  close() {
    if (!this.isOpen || this.whole) return;
    this.host.isOpen = false;
    this.reflect();
    this.remember();
    this.host.launcher.focus({ preventScroll: true });
    this.host.dispatch("bantam-close");
  }

  ask(text) {
    this.open();
    if (String(text || "").trim()) this.chat.say(String(text).trim().slice(0, LONGEST));
  }

  build() {
    const title = this.host.getAttribute("name") || WORDS.title;
    this.panel = new Panel(this.chat, WORDS, { title, onClose: () => this.close() });
    this.host.root.prepend(this.panel.node);
    this.panel.draw([]);
    // Lets the closed state be drawn first, so that the opening moves.
    this.panel.node.getBoundingClientRect();
    if (window.visualViewport) visualViewport.addEventListener("resize", () => this.fit());
  }

  // On phones the keyboard shrinks what is seen, not the page: the window follows what is seen.
  fit() {
    this.panel.node.style.setProperty("--seen", visualViewport.height + "px");
  }

  // After a page change: the chat as it was, but never over the whole of a small screen, and without the focus.
  resume() {
    if (this.linked()) return;
    this.address = location.pathname + location.search;
    const { token, open } = memory.read();
    if (token) this.chat.visit();
    if (this.host.called || (token && open && !matchMedia("(max-width: 480px)").matches)) this.open({ focus: false });
    else if (token) this.chat.ready().catch(() => null);
  }

  // A link in a mail takes its chat up again. Its token leaves the address bar, and is told to no page view.
  linked() {
    const [, link] = location.hash.split("#carry-on=");
    if (!link) return false;
    this.address = location.pathname + location.search;
    history.replaceState(history.state, "", this.address);
    this.chat.carryOn(link);
    this.open({ focus: false });
    return true;
  }

  visited() {
    const address = location.pathname + location.search;
    if (this.linked() || address === this.address) return;
    this.address = address;
    this.chat.visit();
  }

  seen() {
    if (document.hidden) this.chat.live.stop();
    else this.chat.follow();
  }

  // Another tab started over or deleted the data: this one follows.
  stored(event) {
    if (CSRF || event.key !== memory.key) return;
    const tokenIn = (text) => (text ? JSON.parse(text).token : null);
    if (tokenIn(event.oldValue) === tokenIn(event.newValue) || this.chat.phase === "new") return;
    if (this.chat.phase === "starting") return;
    this.chat.leave(tokenIn(event.newValue) ? "new" : "over");
    if (this.isOpen && this.chat.phase === "new") this.chat.ready().catch(() => null);
  }

  changed(fresh) {
    if (this.panel) this.panel.draw(fresh);
    if (fresh.length) this.host.dispatch("bantam-message", { count: fresh.length });
    this.remember();
    this.reflect();
  }

  // Whether the window is open, and the newest message that was seen; only once a conversation exists.
  remember() {
    const { token, seen, open } = memory.read();
    if (!token || this.chat.phase !== "ready") return;
    const newest = this.isOpen ? this.chat.transcript.last : seen;
    if (seen !== newest || open !== this.isOpen) memory.change({ open: this.isOpen, seen: newest });
  }

  get unread() {
    const { token, seen } = memory.read();
    if (this.isOpen || !token || !seen) return 0;
    return this.chat.transcript.messages.filter((one) => one.from !== "visitor" && seen - one.id < 0).length;
  }

  reflect() {
    const { unread, isOpen } = this;
    const { root, badge, launcher, words } = this.host;
    root.classList.toggle("open", isOpen);
    if (this.panel) this.panel.node.inert = !isOpen;
    badge.hidden = !unread;
    badge.textContent = unread > 9 ? "9+" : String(unread);
    const count = unread ? ", " + fill(words.unread, { count: unread }) : "";
    launcher.setAttribute("aria-label", (isOpen ? words.close : words.launch) + count);
    launcher.setAttribute("aria-expanded", String(isOpen));
  }
}
