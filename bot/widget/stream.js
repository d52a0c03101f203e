// Server-sent events over fetch: EventSource cannot send the token. Returns when the stream ends, throws a
// Problem when it breaks. A server sends a comment at least every half minute; silence for longer means that
// something on the way holds the stream back, and then polling serves the visitor better.
const SILENCE = 45;

async function readStream(after, signal, onEvent) {
  const quiet = new AbortController();
  signal.addEventListener("abort", () => quiet.abort(), { once: true });
  const response = await request("GET", "stream", {
    signal: quiet.signal,
    within: 0,
    headers: { Accept: "text/event-stream", ...(after !== null && { "Last-Event-ID": String(after) }) },
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
      if (done) return;
      held += decoder.decode(value, { stream: true });
      const blocks = held.split(/\r\n\r\n|\n\n|\r\r/);
      held = blocks.pop();
      for (const block of blocks) {
        const event = parseEvent(block);
        if (event) onEvent(event);
      }
    }
  } catch {
    throw new Problem(0, null, null);
  } finally {
    clearTimeout(timer);
    quiet.abort();
  }
}

function parseEvent(block) {
  const event = { id: null, type: "message", data: "" };
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
    if (field === "data") event.data += (event.data && "\n") + value;
    else if (field === "event") event.type = value;
    else if (field === "id") event.id = value;
  }
  return event.data ? event : null;
}
