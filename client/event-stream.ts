/** Server-sent events of PLACE as the frames of a socket that one can only listen to. */
import { PING, PONG } from "../protocol/heartbeat.ts";
import { STREAM_HEARTBEAT_MS } from "../protocol/limits.ts";
import type { Clock } from "./clock.ts";
import type { Socket } from "./socket.ts";

/** What a socket says where its line was cut (RFC 6455, section 7.4.1). */
const CUT = 1006;

export interface EventStreamOptions {
  url: string;
  token: string | undefined;
  fetch: typeof globalThis.fetch;
  clock: Clock;
  /** It ended without being closed from here. */
  onEnd: () => void;
}

/** Opens with the first event: an answer whose events are held back on the way has headers, too. */
export class EventStream implements Socket {
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  onerror: Socket["onerror"] = null;
  readonly #options: EventStreamOptions;
  readonly #ends = new AbortController();
  #isOpen = false;
  #isOver = false;
  #heardAt = 0;
  #isAsked = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    void this.#read();
  }

  /** So long nothing was heard, ms: the server says something every STREAM_HEARTBEAT_MS. */
  get silence(): number {
    return this.#options.clock.now() - this.#heardAt;
  }

  /** @throws Error for whatever is no heartbeat: a stream takes nothing */
  send(data: string): void {
    if (data !== PING) throw new Error("a stream is for listening");
    if (this.silence <= STREAM_HEARTBEAT_MS + 5_000) queueMicrotask(() => this.#tell(PONG));
    else this.#isAsked = true;
  }

  close(): void {
    this.#isOver = true;
    this.#ends.abort();
  }

  async #read(): Promise<void> {
    const { url, token, fetch } = this.#options;
    try {
      const answer = await fetch(url, {
        headers: { accept: "text/event-stream", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
        credentials: "same-origin",
        cache: "no-store",
        signal: this.#ends.signal,
      });
      const isStream = answer.headers.get("content-type")?.startsWith("text/event-stream") === true;
      if (answer.ok && isStream && answer.body) await this.#readBody(answer.body);
      else await answer.body?.cancel();
    } catch {
      // Cut off, or closed from here.
    }
    if (this.#isOver) return;
    this.close();
    this.#options.onEnd();
    this.onclose?.({ code: CUT });
  }

  async #readBody(body: ReadableStream<Uint8Array>): Promise<void> {
    const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
    // A piece may end anywhere, within a line too.
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      this.#heard();
      rest += value;
      for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
        this.#take(rest.slice(0, end));
        rest = rest.slice(end + 2);
      }
    }
  }

  #heard(): void {
    this.#heardAt = this.#options.clock.now();
    if (this.#isAsked) this.#tell(PONG);
    this.#isAsked = false;
  }

  /** PLACE writes each event's data in one line; comments may stand before it. */
  #take(block: string): void {
    const data = block.split("\n").find((line) => line.startsWith("data: "));
    if (data === undefined || this.#isOver) return;
    if (!this.#isOpen) {
      this.#isOpen = true;
      apart(() => this.onopen?.());
    }
    this.#tell(data.slice("data: ".length));
  }

  #tell(data: string): void {
    apart(() => this.onmessage?.({ data }));
  }
}

/** As an event of a socket: what a handler throws is told as a fault of the program, and what comes next is heard all the same. */
function apart(handle: () => void): void {
  try {
    handle();
  } catch (error) {
    if ("reportError" in globalThis) reportError(error);
    else
      queueMicrotask(() => {
        throw error;
      });
  }
}
