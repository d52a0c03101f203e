// What the browser keeps between pages, nothing before the visitor interacts: {token, open, seen, outbox} of a chat,
// {met} once that is over, {dismissed}, when a greeting was waved away. Where storage is blocked (private windows,
// sandboxed frames) or not wanted, it lasts as long as the page.
const memory = {
  key: "bantam-chat",
  fallback: {},
  off: false,

  get kept() {
    return this.off ? null : localStorage;
  },

  // What another version or another program left there counts as nothing.
  read() {
    if (this.fallback.token) return this.fallback;
    try {
      const kept = Object(JSON.parse(this.kept.getItem(this.key)));
      return "token" in kept && !/^[\w-]+$/.test(kept.token) ? {} : kept;
    } catch {
      return this.fallback;
    }
  },

  // Whether there is a chat, or something was written that waits for one to begin.
  get begun() {
    const { token, outbox } = this.read();
    return Boolean(token || (outbox && outbox.length));
  },

  change(values) {
    this.keep({ ...this.read(), ...values });
  },

  keep(values) {
    this.fallback = {};
    try {
      this.kept.setItem(this.key, JSON.stringify(values));
    } catch {
      this.fallback = values;
    }
  },

  // The chat is over. That there was one stays, and that greetings are not wanted.
  forget() {
    this.keep({ met: true, dismissed: this.read().dismissed });
  },

  // Something that only this tab keeps.
  get ofTab() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      return null;
    }
  },

  set ofTab(value) {
    try {
      if (value === null) sessionStorage.removeItem(this.key);
      else if (this.kept) sessionStorage.setItem(this.key, JSON.stringify(value));
    } catch {
      // Blocked: it begins anew on every page.
    }
  },

  erase() {
    this.fallback = {};
    try {
      this.kept.removeItem(this.key);
    } catch {
      // Blocked: there was nothing to remove.
    }
  },
};
