// What the browser keeps between pages: {token, open, seen, outbox}, nothing before the visitor interacts.
// Where storage is blocked (private windows, sandboxed frames) or not wanted, it lasts as long as the page.
const memory = {
  key: "bantam-chat",
  fallback: {},
  off: false,

  get kept() {
    return this.off ? null : localStorage;
  },

  read() {
    try {
      return JSON.parse(this.kept.getItem(this.key)) || this.fallback;
    } catch {
      return this.fallback;
    }
  },

  change(values) {
    this.fallback = { ...this.read(), ...values };
    try {
      this.kept.setItem(this.key, JSON.stringify(this.fallback));
    } catch {
      // Blocked or full: the fallback holds it.
    }
  },

  forget() {
    this.fallback = {};
    try {
      this.kept.removeItem(this.key);
    } catch {
      // Blocked: there was nothing to remove.
    }
  },
};
