// An id for a message that a retry repeats. randomUUID exists only in secure contexts (https and localhost).
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

function sleep(seconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    if (signal) signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

// Waits, or until the browser is online again.
async function pause(seconds) {
  const online = new AbortController();
  addEventListener("online", () => online.abort(), { once: true, signal: online.signal });
  await sleep(seconds, online.signal);
  online.abort();
}
