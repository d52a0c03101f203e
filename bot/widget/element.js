// <bantam-chat name="Tidewater" greeting="Questions?" side="left">. Its API: open(), close(), ask(text); its
// events: bantam-open, bantam-close, bantam-message. Its colours: --bantam-accent and --bantam-accent-ink.
// With the attribute page it is open for good and fills the element: a page of its own (GET /chat).
// The console's preview sets api, the address of another interface of this kind, and csrf (server.js).
const NARROW = "(max-width: 480px)";

class BantamChat extends HTMLElement {
  isOpen = false;

  connectedCallback() {
    CSRF = this.getAttribute("csrf");
    if (CSRF) API = new URL(this.getAttribute("api"), location.href);
    this.words = wordsIn(this.lang || document.documentElement.lang);
    this.chat = this.chat || new Chat(this.words, (fresh) => this.changed(fresh));
    if (!this.shadowRoot) this.draw();
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("visibilitychange", () => this.seen(), { signal });
    addEventListener("storage", (event) => this.stored(event), { signal });
    addEventListener("popstate", () => this.visited(), { signal });
    document.addEventListener("click", (event) => this.followed(event), { signal });
    if (window.navigation) navigation.addEventListener("navigatesuccess", () => this.visited(), { signal });
    this.resume();
  }

  get whole() {
    return this.hasAttribute("page");
  }

  disconnectedCallback() {
    this.listening.abort();
    this.chat.live.stop();
  }

  open({ focus = true } = {}) {
    if (!this.panel) this.build();
    if (!this.isOpen) {
      this.isOpen = true;
      this.greeting.hidden = true;
      this.reflect();
      this.dispatch("bantam-open");
    }
    if (focus) this.panel.focus();
    if (this.chat.phase !== "over") this.chat.ready().then(() => this.remember(), () => null);
    this.panel.composer.grow();
    this.panel.pin();
  }

  close() {
    if (!this.isOpen || this.whole) return;
    this.isOpen = false;
    this.reflect();
    this.remember();
    this.launcher.focus({ preventScroll: true });
    this.dispatch("bantam-close");
  }

  // Opens the chat and says the text as the visitor.
  ask(text) {
    this.open();
    if (String(text || "").trim()) this.chat.say(String(text).trim().slice(0, LONGEST));
  }

  draw() {
    const root = this.attachShadow({ mode: "open" });
    dress(root);
    const { words } = this;
    this.badge = el("span", { class: "badge", hidden: true });
    this.launcher = el("button", {
      class: "launcher", "aria-expanded": "false", "aria-label": words.launch,
      onclick: () => (this.isOpen ? this.close() : this.open()),
    }, icon("chat"), icon("down"), this.badge);
    this.greeting = el("div", { class: "greeting", hidden: true },
      el("button", { class: "greet", onclick: () => this.open() }, this.getAttribute("greeting") || ""),
      el("button", {
        class: "quiet", "aria-label": words.greeting_dismiss,
        onclick: () => { this.greeting.hidden = true; },
      }, icon("close")));
    this.root = el("div", { class: "root" }, this.greeting, this.launcher);
    root.append(this.root);
  }

  // The window is made when it is first needed: a page pays for the launcher alone.
  build() {
    const title = this.getAttribute("name") || this.words.title;
    this.panel = new Panel(this.chat, this.words, { title, onClose: () => this.close() });
    this.root.prepend(this.panel.node);
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
    this.greeting.hidden = Boolean(token) || !this.getAttribute("greeting");
    const called = this.whole || location.hash === "#chat";
    if (token) this.chat.visit();
    if (called || (token && open && !matchMedia(NARROW).matches)) this.open({ focus: false });
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

  // A link to "#chat" on the page opens the chat.
  followed(event) {
    const target = event.target.closest && event.target.closest('a[href="#chat"]');
    if (!target || event.defaultPrevented) return;
    event.preventDefault();
    this.open();
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
    if (CSRF || event.key !== MEMORY_KEY) return;
    const tokenIn = (text) => (text ? JSON.parse(text).token : null);
    if (tokenIn(event.oldValue) === tokenIn(event.newValue) || this.chat.phase === "new") return;
    if (this.chat.phase === "starting") return;
    this.chat.leave(tokenIn(event.newValue) ? "new" : "over");
    if (this.isOpen && this.chat.phase === "new") this.chat.ready().catch(() => null);
  }

  changed(fresh) {
    if (this.panel) this.panel.draw(fresh);
    if (fresh.length) this.dispatch("bantam-message", { count: fresh.length });
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
    const { words, unread } = this;
    this.root.classList.toggle("open", this.isOpen);
    if (this.panel) this.panel.node.inert = !this.isOpen;
    this.badge.hidden = !unread;
    this.badge.textContent = unread > 9 ? "9+" : String(unread);
    const label = this.isOpen ? words.close : words.launch;
    const count = unread ? ", " + fill(words.unread, { count: unread }) : "";
    this.launcher.setAttribute("aria-label", label + count);
    this.launcher.setAttribute("aria-expanded", String(this.isOpen));
  }

  dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
}

// A constructed style sheet passes a strict content security policy; older browsers get an element.
function dress(root) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(el("style", null, STYLE));
  }
}

if (!customElements.get("bantam-chat")) customElements.define("bantam-chat", BantamChat);
