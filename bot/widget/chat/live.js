// New messages as they come: the stream, and history by polling for as long as the stream brings nothing.
const SLOWEST_RETRY = 8;
const POLL_EVERY = 5;

class Live {
  // after(): the id of the newest message that is here already.
  constructor(after, onMessages) {
    this.after = after;
    this.onMessages = onMessages;
  }

  start() {
    if (this.running) return;
    this.running = new AbortController();
    this.listen(this.running.signal);
  }

  stop() {
    if (this.running) this.running.abort();
    this.running = null;
  }

  async listen(signal) {
    for (let failures = 0; !signal.aborted; ) {
      let wait = null;
      let flows = false;
      // A proxy may hold a stream back without an error, for minutes.
      const bridge = setInterval(() => { if (!flows && !signal.aborted) this.poll(signal); }, POLL_EVERY * 1000);
      const came = () => { flows = true; failures = 0; };
      try {
        await readStream(this.after(), signal, came, (data) => !signal.aborted && this.receive(data));
      } catch (problem) {
        if (signal.aborted || problem.status === 401) return clearInterval(bridge);
        flows = false;
        failures += 1;
        wait = problem.retryAfter;
        await this.poll(signal);
      }
      // Spread out, so that a restarted server is not asked by everybody in the same instant.
      await sleep((wait || Math.min(2 ** failures, SLOWEST_RETRY)) * (0.75 + Math.random() / 2), signal);
      clearInterval(bridge);
    }
  }

  async poll(signal) {
    try {
      const { messages } = await requestJson("GET", "history?after=" + (this.after() || 0), { signal });
      if (!signal.aborted) this.onMessages(messages);
    } catch {
      // The next round tries again.
    }
  }

  // A newer server may send other events: what is no message is left alone.
  receive(data) {
    try {
      const message = JSON.parse(data);
      if (message.from) this.onMessages([message]);
    } catch {
      // No message at all.
    }
  }
}
