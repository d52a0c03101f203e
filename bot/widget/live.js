// New messages as they come: the stream, and history by polling for as long as the stream does not work.
const SLOWEST_POLL = 8;

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
      try {
        await readStream(this.after(), signal, (event) => {
          failures = 0;
          if (!signal.aborted) this.receive(event);
        });
      } catch (problem) {
        if (signal.aborted || problem.status === 401) return;
        failures += 1;
        wait = problem.retryAfter;
        await this.poll(signal);
      }
      // Spread out, so that a restarted server is not asked by everybody in the same instant.
      await sleep((wait || Math.min(2 ** failures, SLOWEST_POLL)) * (0.75 + Math.random() / 2), signal);
    }
  }

  async poll(signal) {
    const after = this.after();
    const path = after === null ? "history" : "history?after=" + encodeURIComponent(after);
    try {
      const { messages } = await requestJson("GET", path, { signal });
      if (!signal.aborted) this.onMessages(messages);
    } catch {
      // The next round tries again.
    }
  }

  receive(event) {
    let data;
    try {
      data = JSON.parse(event.data);
    } catch {
      return;
    }
    // A newer server may send other events: what is no message is left alone.
    if (data.messages) this.onMessages(data.messages);
    else if (data.from) this.onMessages([data]);
  }
}
