// The chat window: draws the conversation's state and hands what the visitor does to it.
class Panel {
  nodes = new Map();
  pinned = true;

  constructor(chat, words, { title, onClose }) {
    Object.assign(this, { chat, words, title, onClose });
    this.log = el("div", { class: "log", role: "log", "aria-label": words.log, "aria-live": "polite" });
    this.choices = el("div", { class: "choices" });
    this.typing = el("div", { class: "typing", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
    this.state = el("div", { class: "state" });
    this.inner = el("div", { class: "inner" }, this.log, this.choices, this.typing, this.state);
    this.scroller = el("div", {
      class: "scroller", role: "group", "aria-label": words.log,
      tabindex: 0,
      onscroll: () => this.scrolled(),
    }, this.inner);
    this.newer = el("button", { class: "newer", hidden: true, onclick: () => { this.answer = null; this.pin(); } },
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
    chat.onEdit = (text) => { this.composer.fill(text); this.composer.input.focus(); };
  }

  drawHeader() {
    const { words } = this;
    const item = (label, run) => el("button", {
      role: "menuitem", tabindex: -1, onclick: () => { this.toggleMenu(false); run(); },
    }, label);
    this.menu = el("div", { class: "menu", role: "menu", hidden: true },
      item(words.restart, () => this.ask("restart", () => { this.chat.reset(); })),
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
    if (event.key === "Escape") {
      event.stopPropagation();
      if (this.dialog) this.dialog.cancel();
      else if (!this.menu.hidden) { this.toggleMenu(false); this.more.focus(); }
      else this.onClose();
    } else if (this.dialog && event.key === "Tab") {
      event.preventDefault();
      const [no, yes] = this.dialog.node.querySelectorAll("button");
      (event.target === no && !yes.disabled ? yes : no).focus();
    } else if (at >= 0 && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      items[(at + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length].focus();
    } else if (at >= 0 && event.key === "Tab") this.toggleMenu(false);
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

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.pinned = scrollHeight - scrollTop - clientHeight < 40;
    if (this.pinned) this.newer.hidden = true;
  }

  // The end in sight, or as much of a long answer as fits below its beginning.
  pin() {
    this.pinned = true;
    this.newer.hidden = true;
    const { scroller, answer } = this;
    const begins = answer ? answer.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 12 : Infinity;
    scroller.scrollTop = Math.min(scroller.scrollHeight, scroller.scrollTop + begins);
  }

  draw(fresh) {
    const { chat } = this;
    const entries = chat.transcript.entries();
    const last = entries[entries.length - 1];
    this.drawEntries(entries);
    this.drawFace();
    this.drawChoices(last && last.from !== "visitor" ? last : null);
    this.drawState();
    this.typing.classList.toggle("on", chat.typing);
    this.status.textContent = chat.typing ? this.words.typing : "";
    this.notice.textContent = this.stated ? "" : chat.notice || "";
    const asking = entries.filter((entry) => entry.from !== "visitor").pop();
    this.composer.hint(asking ? asking.asks : null);
    if (this.pinned) this.pin();
    else if (fresh.length) this.newer.hidden = false;
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
          row.node.replaceWith(node);
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
    // History is there at once; what comes later rises in.
    this.settled = this.chat.phase === "ready";
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
    this.choices.replaceChildren(...open.map(chip));
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
    this.state.replaceChildren(...(shown ? [el("p", { role: "status", dir: "auto" }, shown), again] : []));
  }
}
