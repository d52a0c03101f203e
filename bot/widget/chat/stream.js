// Server-sent events over fetch: EventSource cannot send the token. Returns when the stream ends, throws a
// Problem when it breaks or ends within an event. A server sends a comment at least every half minute; silence for
// longer means that something on the way holds the stream back, and then polling serves the visitor better.
const SILENCE = 45;

async function readStream(after, signal, onBlock, onData) {
  const quiet = new AbortController();
  signal.addEventListener("abort", () => quiet.abort(), { once: true });
  const response = await request("GET", "stream", {
    signal: quiet.signal,
    within: 0,
    headers: { Accept: "text/event-stream", ...(after && { "Last-Event-ID": after }) },
  });
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let held = "";
  let timer;
  try {
    for (;;) {
      clearTimeout(timer);
      timer = setTimeout(() => quiet.abort(), SILENCE * 1000);
      const { done, value } = await reader.read();
      if (done && !held) return;
      if (done) throw held;
      held += decoder.decode(value, { stream: true });
      const blocks = held.split(/\r\n\r\n|\n\n|\r\r/);
      held = blocks.pop();
      if (blocks.length) onBlock();
      for (const block of blocks) {
        const data = dataIn(block);
        if (data) onData(data);
      }
    }
  } catch {
    throw new Problem(0, null, null);
  } finally {
    clearTimeout(timer);
    quiet.abort();
  }
}

// The data of an event; every message holds its own id and says what it is.
function dataIn(block) {
  const lines = block.split(/\r\n|\n|\r/).filter((line) => line.startsWith("data:"));
  return lines.map((line) => line.slice(5)).join("\n");
}
