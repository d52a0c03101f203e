// The input: grows with the text, Enter sends, Shift+Enter breaks the line.
const LONGEST = 1000;
const HINTS = {
  email: { inputmode: "email", autocomplete: "email", autocapitalize: "off" },
  phone: { inputmode: "tel", autocomplete: "tel" },
  name: { autocomplete: "name", autocapitalize: "words" },
  company: { autocomplete: "organization", autocapitalize: "words" },
};

// Never through the middle of a character.
function shorten(text) {
  return [...text].slice(0, LONGEST).join("");
}

// Enter and Escape also end a word in an input method (Japanese, Chinese), and mean nothing else then. Safari says so
// by the key's old code alone.
function composes({ isComposing, keyCode }) {
  return isComposing || keyCode === 229;
}

// A text that is written anew is read anew, even if it is the same.
function tell(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

class Composer {
  constructor(words, onSay) {
    this.words = words;
    this.onSay = onSay;
    this.input = el("textarea", {
      rows: 1,
      dir: "auto",
      enterkeyhint: "send",
      "aria-label": words.input,
      oninput: (event) => this.typed(event),
      oncompositionend: (event) => this.typed(event),
      onkeydown: (event) => this.pressed(event),
    });
    this.send = el("button", { class: "send", type: "submit", "aria-label": words.send, title: words.send }, icon("send"));
    // People never meet this field; a program that fills in all of a form does, and is refused.
    this.trap = el("input", {
      class: "unseen", name: "website", tabindex: -1, autocomplete: "off", "aria-hidden": "true",
    });
    this.count = el("div", { class: "count", role: "status" });
    this.node = el("form", {
      class: "composer",
      onsubmit: (event) => { event.preventDefault(); this.submit(); },
    }, this.count, this.trap, el("div", { class: "box" }, this.input, this.send));
    this.hint(null);
    this.grow();
  }

  // Shapes keyboard, autofill and placeholder after what the bot asks for.
  hint(asks) {
    if (asks === this.asks) return;
    this.asks = asks;
    for (const name of ["inputmode", "autocomplete", "autocapitalize"]) {
      const value = (HINTS[asks] || {})[name];
      if (value) this.input.setAttribute(name, value);
      else this.input.removeAttribute(name);
    }
    this.input.placeholder = this.words["hint_" + asks] || this.words.input;
  }

  pressed(event) {
    if (event.key !== "Enter" || event.shiftKey || composes(event)) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.input.value.trim();
    this.input.focus();
    if (!text) return;
    this.fill("");
    this.onSay(text, this.trap.value || undefined);
  }

  fill(text) {
    this.input.value = text;
    this.grow();
  }

  // A message to be written again stands before what was begun meanwhile.
  takeBack(text) {
    this.input.value = [text, this.input.value].filter(Boolean).join("\n");
    this.typed({});
    this.input.focus();
  }

  // A paste is cut where the server would refuse it, and says so; characters count as the server counts them.
  typed({ isComposing }) {
    const { input } = this;
    const whole = [...input.value];
    this.cut = whole.length > LONGEST && !isComposing;
    if (this.cut) input.value = shorten(input.value);
    this.grow();
  }

  grow() {
    const { style, value } = this.input;
    style.height = "auto";
    style.height = this.input.scrollHeight + "px";
    this.send.classList.toggle("idle", !value.trim());
    const left = LONGEST - [...value].length;
    const words = this.cut ? this.words.cut : left <= 100 ? this.words.left : "";
    // Seen with every letter, read aloud with every twenty-fifth.
    this.count.ariaLive = this.cut || left % 25 === 0 ? "polite" : "off";
    tell(this.count, fill(words, { count: left }));
    this.cut = false;
  }
}
