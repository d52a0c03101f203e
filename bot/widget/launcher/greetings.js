// Who is greeted, and when: the rules of playbook/site.yml, `greetings`. Nothing of this leaves the browser.
const LOOK_EVERY = 500;

// The first rule that fits, or null. `facts`: {path, seconds, scrolled (0 to 100), returning, utm (by the name after
// "utm_"), language, phone}; what a rule does not state may be anything.
function fitting(rules, facts) {
  for (const rule of rules) if (fits(rule, facts)) return rule;
  return null;
}

function fits({ pages, seconds = 0, scrolled = 0, returning, utm = {}, languages, phones }, facts) {
  return (!pages || pages.some((glob) => matches(glob, facts.path)))
    && facts.seconds >= seconds
    && facts.scrolled >= scrolled
    && (returning === undefined || returning === facts.returning)
    && Object.entries(utm).every(([name, glob]) => name in facts.utm && matches(glob, facts.utm[name]))
    && (!languages || languages.includes(facts.language))
    && (phones === undefined || phones === facts.phone);
}

// "/pricing" is "/pricing/" too; "*" stands for anything.
function matches(glob, text) {
  const pattern = glob.replace(/[\\^$.|?+()[\]{}]/g, "\\$&").replace(/\*/g, ".*");
  return new RegExp(`^${pattern}/?$`, "i").test(text);
}

// Watches one page view after the other (an address that changes begins a new one), and greets once in each.
class Greeter {
  constructor(language, greet) {
    Object.assign(this, { language, greet });
  }

  watch(signal) {
    if (!GREETINGS.length) return;
    const timer = setInterval(() => this.look(), LOOK_EVERY);
    signal.addEventListener("abort", () => clearInterval(timer));
    document.addEventListener("visibilitychange", () => this.look(), { signal });
    this.look();
  }

  begin() {
    Object.assign(this, { path: location.pathname, seconds: 0, scrolled: 0, greeted: false });
    this.at = performance.now();
    this.visible = !document.hidden;
  }

  // Time counts while the page is seen; a longer gap is a computer that slept.
  look() {
    const now = performance.now();
    if (location.pathname !== this.path) this.begin();
    if (this.visible) this.seconds += Math.min(now - this.at, 2 * LOOK_EVERY) / 1000;
    this.at = now;
    this.visible = !document.hidden;
    const way = (document.scrollingElement || document.documentElement).scrollHeight - innerHeight;
    if (way > 0) this.scrolled = Math.max(this.scrolled, Math.ceil((100 * scrollY) / way));
    if (this.greeted || !this.visible) return;
    const rule = fitting(GREETINGS, this.facts);
    if (!rule) return;
    this.greeted = true;
    this.greet(rule);
  }

  get facts() {
    const { path, seconds, scrolled } = this;
    const language = this.language();
    const utm = {};
    for (const [name, value] of new URLSearchParams(location.search)) utm[name.replace(/^utm_/, "")] = value;
    const { met, dismissed } = memory.read();
    return { path, seconds, scrolled, language, utm, returning: Boolean(met || dismissed), phone: onPhone() };
  }
}

function onPhone() {
  return matchMedia("(max-width: 480px)").matches;
}
