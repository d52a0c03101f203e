// The chat window: draws the conversation's state and hands what the visitor does to it.
class Panel {
  nodes = new Map();
  pinned = true;

  constructor(chat, words, { title, onClose }) {
    Object.assign(this, { chat, words, title, onClose });
    this.log = el("div", { class: "log", role: "log", "aria-label": words.log, "aria-live": "polite" });
    this.choices = el("div", { class: "choices", "aria-live": "polite" });
    this.typing = el("div", { class: "typing", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
    this.state = el("div", { class: "state", role: "status" });
    this.inner = el("div", { class: "inner" }, this.log, this.choices, this.typing, this.state);
    this.scroller = el("div", {
      class: "scroller", role: "group", "aria-label": words.log,
      tabindex: 0,
      onscroll: () => this.scrolled(),
    }, this.inner);
    this.newer = el("button", { class: "newer bare", hidden: true, onclick: () => { this.answer = null; this.pin(); } },
      icon("down"), words.newer);
    this.notice = el("div", { class: "notice", role: "status", dir: "auto" });
    this.status = el("div", { class: "unseen", role: "status" });
    this.composer = new Composer(words, (text, website) => { this.pinned = true; chat.say(text, website); });
    this.header = this.drawHeader();
    this.body = el("div", { class: "body" }, this.scroller, this.newer, this.notice, this.composer.node);
    this.node = el("section", {
      class: "panel",
      part: "panel",
      role: "dialog",
      "aria-label": title,
      onkeydown: (event) => this.pressed(event),
    }, this.header, this.body, this.status);
    // Growing keyboards, images and cards must not hide the newest message.
    this.watcher = new ResizeObserver(() => this.pinned && this.pin());
    this.watcher.observe(this.scroller);
    this.watcher.observe(this.inner);
    chat.onEdit = (text) => this.composer.takeBack(text);
  }

  drawHeader() {
    const { words } = this;
    const item = (label, run) => el("button", {
      role: "menuitem", tabindex: -1, onclick: () => { this.toggleMenu(false); run(); },
    }, label);
    this.menu = el("div", { class: "menu", role: "menu", hidden: true },
      item(words.restart, () => this.ask("restart", () => this.chat.reset())),
      item(words.erase, () => this.ask("erase", () => this.chat.erase())));
    this.more = el("button", {
      class: "quiet", "aria-label": words.menu, title: words.menu,
      "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => this.toggleMenu(this.menu.hidden),
    }, icon("more"));
    const close = el("button", {
      class: "quiet shut", "aria-label": words.close, title: words.close, onclick: () => this.onClose(),
    }, icon("close"));
    this.face = el("div", { class: "avatar", "aria-hidden": "true" });
    this.heading = el("h2", { dir: "auto" });
    this.about = el("p");
    return el("div", { class: "header" },
      this.face, el("div", { class: "names" }, this.heading, this.about), this.more, close, this.menu);
  }

  rename(title) {
    this.title = title;
    this.node.setAttribute("aria-label", title);
    this.drawFace();
  }

  // With whom the visitor talks: the bot, or a person of the team.
  drawFace() {
    const { chat: { person }, words } = this;
    const name = person ? person.name || words.from_rep : this.title;
    if (this.heading.textContent === name && this.face.classList.contains("person") === !!person) return;
    this.heading.textContent = name;
    this.about.textContent = person ? words.from_rep : words.about;
    this.face.classList.toggle("person", !!person);
    const [first, ...rest] = name.split(/\s+/).map((part) => [...part][0] || "");
    this.face.replaceChildren(person ? first + (rest.pop() || "") : icon("spark"));
  }

  toggleMenu(show) {
    this.menu.hidden = !show;
    this.more.setAttribute("aria-expanded", String(show));
    if (show) this.menu.firstChild.focus();
  }

  pressed(event) {
    const items = [...this.menu.children];
    const at = items.indexOf(event.target);
    if (event.key === "Escape" && !composes(event)) {
      event.stopPropagation();
      if (this.dialog) this.dialog.cancel();
      else if (!this.menu.hidden) { this.toggleMenu(false); this.more.focus(); }
      else this.onClose();
    } else if (at >= 0 && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      items[(at + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length].focus();
    } else if (at >= 0 && event.key === "Tab") this.toggleMenu(false);
    else if (event.key === "Tab" && (this.dialog || this.covers)) this.hold(event);
  }

  // Over all of a small screen; what lies below cannot be seen, so the focus does not go there.
  get covers() {
    return onPhone() && getComputedStyle(this.node).position === "fixed";
  }

  // The last one leads to the first, and back.
  hold(event) {
    const within = this.dialog ? this.dialog.node : this.node;
    const stops = [...within.querySelectorAll("*")].filter(
      (one) => one.tabIndex >= 0 && !one.disabled && one.getClientRects().length);
    if (event.shiftKey) stops.reverse();
    if (event.target !== stops[stops.length - 1]) return;
    event.preventDefault();
    stops[0].focus();
  }

  // On phones the keyboard shrinks what is seen, not the page: the window follows what is seen. What a pinch magnifies
  // stays as large as it was.
  fit() {
    const { height, scale } = window.visualViewport || {};
    if (height) this.node.style.setProperty("--seen", height * scale + "px");
    this.node.ariaModal = this.covers;
  }

  // Asks before what cannot be undone; the safe answer has the focus.
  ask(what, run) {
    const { words } = this;
    const fault = el("div", { class: "fault", role: "alert", dir: "auto" });
    const cancel = () => { this.closeDialog(); this.more.focus(); };
    const no = el("button", { class: "plain", onclick: cancel }, words[what + "_no"]);
    const yes = el("button", {
      class: "button " + what,
      onclick: async () => {
        yes.disabled = true;
        try {
          await run();
          this.closeDialog();
          this.focus();
        } catch (problem) {
          yes.disabled = false;
          fault.textContent = this.chat.explain(problem);
        }
      },
    }, words[what + "_yes"]);
    const box = el("div", { class: "dialog", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "ask", "aria-describedby": "why" },
      el("h3", { id: "ask" }, words[what + "_title"]), el("p", { id: "why" }, words[what + "_text"]), fault,
      el("div", { class: "row" }, no, yes));
    this.dialog = { node: el("div", { class: "veil" }, box), cancel };
    this.node.append(this.dialog.node);
    this.header.inert = this.body.inert = true;
    no.focus();
  }

  closeDialog() {
    if (!this.dialog) return;
    this.header.inert = this.body.inert = false;
    this.dialog.node.remove();
    this.dialog = null;
  }

  // On a phone the keyboard would cover half of what there is to read.
  focus() {
    if (this.stated) this.state.querySelector("button").focus();
    else if (matchMedia("(pointer: coarse)").matches) this.scroller.focus({ preventScroll: true });
    else this.composer.input.focus({ preventScroll: true });
  }

  // There is a way to the end whenever that is out of sight; it says so in words when something new stands there.
  scrolled(pinned = this.ended) {
    this.pinned = pinned;
    this.newer.hidden = this.ended;
    if (this.pinned) this.newer.classList.add("bare");
  }

  // The end in sight, or as much of a long answer as fits below its beginning.
  pin() {
    const { scroller, answer } = this;
    const begins = answer ? answer.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 12 : Infinity;
    scroller.scrollTop = Math.min(scroller.scrollHeight, scroller.scrollTop + begins);
    this.scrolled(true);
  }

  get ended() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < 40;
  }

  draw(fresh) {
    const { chat } = this;
    const entries = chat.transcript.entries();
    const last = entries[entries.length - 1];
    const asking = last && last.from !== "visitor" ? last : null;
    this.drawEntries(entries);
    this.drawFace();
    this.drawChoices(asking);
    this.drawState();
    this.typing.classList.toggle("on", chat.typing);
    this.tellTyping();
    tell(this.notice, (!this.stated && chat.notice) || "");
    if (asking) this.composer.hint(asking.asks);
    if (this.pinned) this.pin();
    else if (fresh.length) this.newer.classList.remove("bare");
  }

  // Who cannot see the dots hears of them when the answer takes its time.
  tellTyping() {
    clearTimeout(this.waiting);
    if (!this.chat.typing) tell(this.status, "");
    else this.waiting = setTimeout(() => tell(this.status, this.words.typing), 1000);
  }

  // A row keeps its node for as long as it looks the same, so that nothing jumps, is read twice or loses focus.
  drawEntries(entries) {
    const context = { chat: this.chat, words: this.words, refocus: () => { this.pinned = true; this.focus(); } };
    const gone = new Map(this.nodes);
    let place = this.log.firstChild;
    this.answer = null;
    entries.forEach((entry, index) => {
      const look = entryLook(entry, entries[index - 1], entries[index + 1], context);
      let row = this.nodes.get(entry.key);
      gone.delete(entry.key);
      if (!row || row.signature !== look.signature) {
        const node = entryNode(entry, { ...context, ...look });
        if (row) {
          if (place === row.node) place = node;
          this.renew(row.node, node);
        }
        const news = row ? row.news : this.settled;
        row = { node, signature: look.signature, news, extra: !row && news ? " new" : "" };
        this.nodes.set(entry.key, row);
      }
      const classes = look.classes + row.extra;
      if (row.node.className !== classes) row.node.className = classes;
      // Where what the visitor has just been told begins.
      if (entry.from === "visitor") this.answer = null;
      else if (row.news && !this.answer) this.answer = row.node;
      if (row.node === place) place = place.nextSibling;
      else this.log.insertBefore(row.node, place);
    });
    for (const [key, row] of gone) {
      this.nodes.delete(key);
      row.node.remove();
    }
    // Who said nothing yet begins to read at the greeting.
    if (!entries.some((entry) => entry.from === "visitor")) this.answer = this.answer || this.log.firstChild;
    // History is there at once; what comes later rises in.
    this.settled = this.chat.phase === "ready";
  }

  // A row that only looks otherwise is not read again: what it has to tell (why a message has not gone out) are live
  // regions of their own, and so is a card that came after its words.
  renew(before, node) {
    const card = !before.querySelector(".card") && node.querySelector(".card");
    if (card) card.ariaLive = "polite";
    node.ariaLive = "off";
    this.keepFocus(before, () => before.replaceWith(node));
  }

  // Who is on something that goes is not thrown out of the window.
  keepFocus(on, change) {
    const held = on.contains(this.node.getRootNode().activeElement);
    change();
    if (held) this.focus();
  }

  drawChoices(entry) {
    const { refused } = this.chat;
    const key = entry && entry.key + " " + refused.size;
    if (key === this.offering) return;
    this.offering = key;
    const chip = (choice) => el("button", {
      class: "chip",
      onclick: () => { this.pinned = true; this.focus(); this.chat.choose(choice); },
    }, choice.title);
    const open = ((entry && entry.choices) || []).filter((choice) => !refused.has(choice.id));
    this.keepFocus(this.choices, () => this.choices.replaceChildren(...open.map(chip)));
  }

  drawState() {
    const { chat, words } = this;
    const over = chat.phase === "over";
    const shown = over || chat.phase === "unreachable" ? chat.notice : "";
    this.node.classList.toggle("idle", over);
    this.more.hidden = over;
    if (this.stated === shown) return;
    this.stated = shown;
    const again = el("button", {
      class: "button",
      onclick: () => { chat.notice = null; chat.phase = "new"; chat.ready().catch(() => null); this.focus(); },
    }, over ? words.again : words.retry);
    this.state.replaceChildren(...(shown ? [el("p", { dir: "auto" }, shown), again] : []));
  }
}
