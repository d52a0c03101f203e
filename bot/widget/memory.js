// What the browser keeps between pages: {token, open, seen, outbox}, nothing before the visitor interacts.
// Where storage is blocked (private windows, sandboxed frames) or not wanted, it lasts as long as the page.
const MEMORY_KEY = "bantam-chat";

const memory = {
  fallback: {},

  get kept() {
    return CSRF ? null : localStorage;
  },

  read() {
    try {
      return JSON.parse(this.kept.getItem(MEMORY_KEY)) || this.fallback;
    } catch {
      return this.fallback;
    }
  },

  change(values) {
    this.fallback = { ...this.read(), ...values };
    try {
      this.kept.setItem(MEMORY_KEY, JSON.stringify(this.fallback));
    } catch {
      // Blocked or full: the fallback holds it.
    }
  },

  forget() {
    this.fallback = {};
    try {
      this.kept.removeItem(MEMORY_KEY);
    } catch {
      // Blocked: there was nothing to remove.
    }
  },
};
