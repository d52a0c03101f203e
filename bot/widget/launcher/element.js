// <bantam-chat name="Tidewater" greeting="Questions?" side="left">: docs/widget.md says what a page can set and call.
// With `page` it is open for good and fills the element: a page of its own (GET /chat). With `inline` it stands in the
// page, and only looks like a chat until it is used. The console's preview sets api, the address of another interface
// of this kind, and csrf (chat/server.js).
// The window itself (../chat) is another script, loaded when it is first needed: a page pays for the launcher alone.
const DISMISSED_FOR = 30 * 24 * 60 * 60 * 1000;

class BantamChat extends HTMLElement {
  static observedAttributes = ["name", "greeting", "side", "lang", "launcher"];
  isOpen = false;
  greeter = new Greeter(() => this.language, (rule) => this.suit(rule));

  // The chat's script calls this once; `make` gets what both share and returns the class of the chat.
  static supply(make) {
    this.Conversation = make({ BASE, ICONS, VERSION, dress, el, fill, icon, memory, onPhone, runScript });
  }

  connectedCallback() {
    // The page wrote its own after all.
    const { made } = BantamChat;
    if (made && made !== this) made.remove();
    memory.off = this.hasAttribute("csrf");
    if (!this.shadowRoot) this.draw();
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("click", (event) => this.followed(event), { signal });
    addEventListener("hashchange", () => { if (this.linked) this.load(); }, { signal });
    if (this.chat) this.chat.attach();
    else if (this.called || memory.begun) this.load();
    else {
      this.welcome();
      this.greeter.watch(signal);
    }
  }

  disconnectedCallback() {
    this.listening.abort();
    if (this.chat) this.chat.detach();
  }

  attributeChangedCallback(name) {
    if (!this.root) return;
    this.write();
    if (this.chat) this.chat.rename();
    else if (name === "greeting") this.welcome();
  }

  // A page of its own, and a link that leads to the chat: both are there because the visitor asked.
  get called() {
    return this.hasAttribute("page") || location.hash === "#chat" || this.linked;
  }

  // A link in a mail, which takes its chat up again.
  get linked() {
    return location.hash.startsWith("#carry-on=");
  }

  get inline() {
    return this.hasAttribute("inline");
  }

  get caption() {
    return this.getAttribute("name") || this.words.title;
  }

  open() {
    this.load().then((chat) => chat.open(), () => null);
  }

  close() {
    if (this.chat) this.chat.close();
  }

  // Opens the chat and says the text as the visitor.
  ask(text) {
    this.load().then((chat) => chat.ask(text), () => null);
  }

  // The chat itself. Loading it again after a failure is safe.
  load() {
    this.loading = this.loading || this.fetched().catch((fault) => {
      this.loading = null;
      this.say(`${this.words.unreachable} ${this.words.retry}`);
      throw fault;
    });
    return this.loading;
  }

  async fetched() {
    this.root.classList.add("loading");
    try {
      if (!BantamChat.Conversation) await runScript(`widget/${this.language}.js?v=${VERSION}`);
      this.greeting.hidden = true;
      this.chat = new BantamChat.Conversation(this);
      if (this.isConnected) this.chat.attach();
      return this.chat;
    } finally {
      this.root.classList.remove("loading");
    }
  }

  draw() {
    const root = this.attachShadow({ mode: "open" });
    dress(root, STYLE);
    this.badge = el("span", { class: "badge", hidden: true });
    this.label = el("span", { class: "label" });
    this.launcher = el("button", {
      class: "launcher", part: "launcher", onclick: ({ detail }) => {
        // The second click of a double click does not close what the first one has opened.
        if (!this.isOpen) this.open();
        else if (detail < 2) this.close();
      },
    }, icon("chat"), icon("down"), this.label, this.badge);
    this.drawGreeting();
    // A live region is there before what it tells.
    this.root = el("div", { class: "root" }, el("div", { class: "tell", role: "status" }, this.greeting), this.launcher);
    // Shortcuts of the page ("/" searches) are not meant by who types here.
    for (const type of ["keydown", "keypress", "keyup"]) this.root.addEventListener(type, (event) => event.stopPropagation());
    root.append(this.root);
    this.write();
  }

  // A bubble beside the launcher; in full, with a title and what looks like an input, it stands in for the chat.
  drawGreeting() {
    const open = () => this.open();
    this.heading = el("h2", { dir: "auto" });
    this.greet = el("button", { class: "greet", dir: "auto", onclick: open });
    this.hush = el("button", { class: "quiet hush", onclick: () => this.dismiss() }, icon("close"));
    this.field = el("button", { class: "ask", onclick: open });
    this.greeting = el("div", {
      class: "greeting", part: "greeting", hidden: true,
      onkeydown: (event) => { if (event.key === "Escape" && !this.inline) this.dismiss(); },
    }, this.heading, this.greet, this.hush, this.field);
  }

  // Everything that attributes decide; they may change at any time.
  write() {
    if (!this.chat) this.language = languageOf(this.lang, document.documentElement.lang, ...navigator.languages);
    this.words = WORDS[this.language];
    const { root, words, launcher } = this;
    const label = this.getAttribute("launcher") || "";
    root.lang = this.language;
    root.dir = words.direction;
    launcher.hidden = label === "none";
    this.label.textContent = label === "none" ? "" : label;
    this.heading.textContent = this.caption;
    this.field.textContent = words.input;
    this.hush.setAttribute("aria-label", words.dismiss);
    if (!this.chat) this.reflect(0);
  }

  // Whether the chat is open, and how many messages wait.
  reflect(unread) {
    const { root, badge, launcher, words, isOpen } = this;
    root.classList.toggle("open", isOpen);
    badge.hidden = !unread;
    badge.textContent = unread > 9 ? "9+" : unread || "";
    const count = unread ? ", " + fill(words.unread, { count: unread }) : "";
    const what = isOpen ? words.close : this.label.textContent || words.launch;
    launcher.setAttribute("aria-label", what + count);
    launcher.setAttribute("aria-expanded", String(isOpen));
  }

  // Before anything was opened: what the page itself says, then what the rules find.
  welcome() {
    const own = this.getAttribute("greeting");
    if (this.inline) return this.say(own, true);
    if (!this.hushed) this.say(own);
  }

  // A rule fits. Who has a chat, or waved a greeting away, is left alone.
  suit({ text, open }) {
    if (this.loading || this.inline || this.hushed || memory.read().token) return;
    this.say(text[this.language] || text.en, open && !onPhone());
  }

  get hushed() {
    return Date.now() - (memory.read().dismissed || 0) < DISMISSED_FOR;
  }

  // Something said beside the launcher, or in full; a click on it opens the chat.
  say(text, full = this.inline) {
    this.greet.textContent = text;
    this.greet.hidden = !text;
    this.greeting.classList.toggle("full", full);
    this.greeting.hidden = !text && !full;
  }

  dismiss() {
    const focused = this.shadowRoot.activeElement;
    this.greeting.hidden = true;
    memory.change({ dismissed: Date.now() });
    if (focused) this.launcher.focus({ preventScroll: true });
  }

  // A link to "#chat" on the page opens the chat.
  followed(event) {
    const target = event.target.closest && event.target.closest('a[href="#chat"]');
    if (!target || event.defaultPrevented) return;
    event.preventDefault();
    this.open();
  }

  dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
}
