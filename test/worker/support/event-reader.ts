/** Server-sent events as a program reads them: by the letter of the standard, as far as PLACE uses it. */
import { exports } from "cloudflare:workers";
import { ORIGIN, type Somebody } from "./classroom.ts";

export interface ReadEvent {
  type: string;
  id: string | null;
  data: unknown;
}

export class EventReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #rest = "";
  /** Of the last event that had one. */
  lastId: string | null = null;

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
  }

  /** The next event of this type; null where the stream ended before. */
  async next(type?: string): Promise<ReadEvent | null> {
    for (;;) {
      const block = await this.#block();
      if (block === null) return null;
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "mu").exec(block)?.[1] ?? null;
      const data = field("data");
      const id = field("id");
      if (id !== null) this.lastId = id;
      if (data === null) continue;
      const event = { type: field("event") ?? "message", id, data: JSON.parse(data) as unknown };
      if (type === undefined || event.type === type) return event;
    }
  }

  /** Words of the messages that the next `changed` tells. */
  async changed(): Promise<string[]> {
    const event = await this.next("changed");
    return (event?.data as { changes: { body: string }[] }).changes.map(({ body }) => body);
  }

  /** Whoever reads goes away. */
  leave(): Promise<void> {
    return this.#reader.cancel();
  }

  async #block(): Promise<string | null> {
    for (;;) {
      const end = this.#rest.indexOf("\n\n");
      if (end >= 0) {
        const block = this.#rest.slice(0, end);
        this.#rest = this.#rest.slice(end + 2);
        return block;
      }
      const { done, value } = await this.#reader.read();
      if (done) return null;
      this.#rest += this.#decoder.decode(value, { stream: true });
    }
  }
}

export const askStream = (path: string, as?: Pick<Somebody, "token">, headers: Record<string, string> = {}) =>
  exports.default.fetch(`${ORIGIN}/api${path}`, {
    headers: { ...(as && { authorization: `Bearer ${as.token}` }), ...headers },
  });

/** @param lastSeen a `rev` that was read before */
export async function readStream(
  path: string,
  as: Pick<Somebody, "token">,
  lastSeen?: string | number,
): Promise<EventReader> {
  const answer = await askStream(path, as, lastSeen === undefined ? {} : { "last-event-id": String(lastSeen) });
  if (!answer.ok || !answer.body) throw new Error(`no stream: ${answer.status} ${await answer.text()}`);
  return new EventReader(answer.body);
}
