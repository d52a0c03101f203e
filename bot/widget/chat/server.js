// The server stands where the script came from, so that the widget works on foreign pages too.
let API = new URL("api/chat/", BASE);
// For staff in the console: their form token. Then their cookie travels too, and nothing is kept in the browser.
let CSRF = null;
const ANSWER_WITHIN = 30;

// How far the server's clock is ahead of the device's, in ms; a few minutes are nothing. What is told in days
// ("today") goes by the server, since people's clocks are wrong by hours.
let skew = 0;
const now = () => Date.now() + skew;

function setClock(messages) {
  const last = messages && messages[messages.length - 1];
  const ahead = Date.parse(last && last.at) - Date.now();
  if (!Number.isNaN(ahead)) skew = Math.abs(ahead) > 300_000 ? ahead : 0;
}

// An answer that is none: status 0 when nobody was reached, else the HTTP status and the problem (RFC 9457).
class Problem extends Error {
  constructor(status, problem, retryAfter) {
    super((problem && (problem.detail || problem.title)) || "");
    this.status = status;
    this.challenge = problem && problem.challenge;
    this.retryAfter = retryAfter;
  }

  // Whether the same request may succeed a little later.
  get passing() {
    return this.status === 0 || this.status >= 500 || this.retryAfter !== null;
  }
}

async function request(method, path, { body, signal, keepalive, within = ANSWER_WITHIN, headers } = {}) {
  const { token } = memory.read();
  const stopped = new AbortController();
  const timer = within && setTimeout(() => stopped.abort(), within * 1000);
  if (signal) signal.addEventListener("abort", () => stopped.abort(), { once: true });
  let response;
  try {
    response = await fetch(new URL(path, API), {
      method,
      headers: {
        ...(body && { "Content-Type": "application/json" }),
        ...(token && { Authorization: "Bearer " + token }),
        ...(CSRF && { "X-CSRF-Token": CSRF }),
        ...headers,
      },
      body: body && JSON.stringify(body),
      // Only the token in the header identifies a visitor; no cookie travels.
      credentials: CSRF ? "same-origin" : "omit",
      cache: "no-store",
      keepalive,
      signal: stopped.signal,
    });
  } catch {
    throw new Problem(0, null, null);
  } finally {
    clearTimeout(timer);
  }
  if (response.ok) return response;
  throw new Problem(response.status, await response.json().catch(() => null), secondsIn(response));
}

async function requestJson(method, path, options) {
  const response = await request(method, path, options);
  try {
    return await response.json();
  } catch {
    throw new Problem(0, null, null);
  }
}

// Retry-After is seconds or a date (RFC 9110, 10.2.3); null when there is none.
function secondsIn(response) {
  const value = response.headers.get("Retry-After");
  if (!value) return response.status === 429 ? 5 : null;
  const seconds = /^\d+$/.test(value) ? Number(value) : (new Date(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : 5;
}

function thisPage() {
  const cut = (text, length) => text.slice(0, length);
  return { url: cut(location.href, 2000), referrer: cut(document.referrer, 2000), title: cut(document.title, 300) };
}
