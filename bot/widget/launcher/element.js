// <bantam-chat name="Tidewater" greeting="Questions?" side="left">. Its API: open(), close(), ask(text); its
// events: bantam-open, bantam-close, bantam-message. Its colours: --bantam-accent and --bantam-accent-ink.
// With the attribute page it is open for good and fills the element: a page of its own (GET /chat).
// The console's preview sets api, the address of another interface of this kind, and csrf (chat/server.js).
// The window itself (../chat) is another script, loaded when it is first needed: a page pays for the launcher alone.
const OWN = document.currentScript;
const BASE = new URL(".", (OWN && OWN.src) || location.href);

class BantamChat extends HTMLElement {
  isOpen = false;

  // The other script calls this once; `make` gets what both share and returns the class of the chat.
  static supply(make) {
    this.Conversation = make({ BASE, ICONS, dress, el, fill, icon, memory });
  }

  connectedCallback() {
    memory.off = this.hasAttribute("csrf");
    if (!this.shadowRoot) this.draw();
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("click", (event) => this.followed(event), { signal });
    addEventListener("hashchange", () => { if (this.linked) this.load(); }, { signal });
    if (this.chat) this.chat.attach();
    else if (this.called || memory.read().token) this.load();
    else this.greeting.hidden = !this.getAttribute("greeting");
  }

  disconnectedCallback() {
    this.listening.abort();
    if (this.chat) this.chat.detach();
  }

  // A page of its own, and a link that leads to the chat: both are there because the visitor asked.
  get called() {
    return this.hasAttribute("page") || location.hash === "#chat" || this.linked;
  }

  // A link in a mail, which takes its chat up again.
  get linked() {
    return location.hash.startsWith("#carry-on=");
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
      this.say(this.words.unreachable);
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
      this.chat.attach();
      return this.chat;
    } finally {
      this.root.classList.remove("loading");
    }
  }

  draw() {
    this.language = languageOf(this.lang || document.documentElement.lang || navigator.language);
    this.words = WORDS[this.language];
    const root = this.attachShadow({ mode: "open" });
    dress(root, STYLE);
    const { words } = this;
    this.badge = el("span", { class: "badge", hidden: true });
    this.launcher = el("button", {
      class: "launcher", "aria-expanded": "false", "aria-label": words.launch,
      onclick: () => (this.isOpen ? this.close() : this.open()),
    }, icon("chat"), icon("down"), this.badge);
    this.greet = el("button", { class: "greet", onclick: () => this.open() }, this.getAttribute("greeting"));
    this.greeting = el("div", { class: "greeting", hidden: true }, this.greet,
      el("button", {
        class: "quiet", "aria-label": words.dismiss, onclick: () => { this.greeting.hidden = true; },
      }, icon("close")));
    this.root = el("div", { class: "root", lang: this.language, dir: words.direction }, this.greeting, this.launcher);
    root.append(this.root);
  }

  // Something said beside the launcher; a click on it opens the chat.
  say(text) {
    this.greet.textContent = text;
    this.greeting.hidden = false;
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

// A policy that lets our script run by a nonce lets the second one run by the same nonce.
function runScript(path) {
  return new Promise((resolve, reject) => {
    const script = el("script", { src: new URL(path, BASE).href, onload: resolve, onerror: reject });
    if (OWN && OWN.nonce) script.nonce = OWN.nonce;
    document.head.append(script);
    script.remove();
  });
}

if (!customElements.get("bantam-chat")) customElements.define("bantam-chat", BantamChat);
