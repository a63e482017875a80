/** A person who writes without end: a few messages under way at any time, and an exact record of what was promised. */
import { mintMessageId } from "../../client/message-id.ts";
import { openWebSocket, socketUrl, type Socket } from "../../client/socket.ts";
import type { ChannelEvent } from "../../protocol/index.ts";
import { apiOf, type Person } from "../support/class-of-programs.ts";

const UNDER_WAY = 40;

export class Writer {
  readonly person: Person;
  /** id → seq, as the server acknowledged it. */
  readonly stored = new Map<string, number>();
  /** id → body, sent and not yet acknowledged. */
  readonly pending = new Map<string, string>();
  /** seq → id, of everything that this person was shown. */
  readonly seen = new Map<number, string>();
  /** What went against the protocol. */
  readonly faults: string[] = [];
  #rev = 0;
  #written = 0;
  #writing = false;
  #socket: Socket | null = null;
  #onProgress: () => void = () => undefined;

  constructor(person: Person) {
    this.person = person;
  }

  /** The highest change that this person was shown. */
  get rev(): number {
    return this.#rev;
  }

  /** Opens the channel's socket; messages without an acknowledgement go out again first. Resolves at the first frame. */
  connect(url: string, channel: string): Promise<void> {
    const api = apiOf(url, this.person);
    const socket = openWebSocket(
      `${socketUrl(api, api.pathOf("sockets.channel", { channel }))}?rev=${this.#rev}`,
      this.person.token,
    );
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      let greeted = false;
      socket.onmessage = ({ data }) => {
        this.#take(JSON.parse(String(data)) as ChannelEvent);
        if (!greeted) {
          greeted = true;
          for (const [id, body] of this.pending) this.#send(id, body, true);
          resolve();
        }
        if (this.#writing) this.#fill();
        this.#onProgress();
      };
      socket.onclose = ({ code }) => {
        if (this.#socket === socket) this.#socket = null;
        reject(new Error(`The socket closed with ${code} before its first frame.`));
      };
    });
  }

  write(): void {
    this.#writing = true;
    this.#fill();
  }

  /** Writes nothing new; resolves when everything is acknowledged. */
  async finish(): Promise<void> {
    this.#writing = false;
    await this.until(() => this.pending.size === 0);
  }

  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#onProgress = () => {
        if (!condition()) return;
        this.#onProgress = () => undefined;
        resolve();
      };
      this.#onProgress();
    });
  }

  close(): void {
    this.#writing = false;
    this.#socket?.close();
  }

  #fill(): void {
    while (this.#socket && this.pending.size < UNDER_WAY) {
      const id = mintMessageId(Date.now());
      this.#written += 1;
      const body = `${this.person.handle} ${this.#written}`;
      this.pending.set(id, body);
      this.#send(id, body, false);
    }
  }

  #send(id: string, body: string, retry: boolean): void {
    this.#socket?.send(JSON.stringify({ type: "post", id, body, ...(retry && { retry }) }));
  }

  #take(frame: ChannelEvent): void {
    switch (frame.type) {
      case "stored":
        for (const { id, seq } of frame.messages) {
          const before = this.stored.get(id);
          if (before !== undefined && before !== seq)
            this.faults.push(`${id} was acknowledged as ${before} and as ${seq}`);
          this.stored.set(id, seq);
          this.pending.delete(id);
        }
        return;
      case "welcome":
        return this.#show(frame.page.messages, frame.head.rev);
      case "resumed":
        return this.#show(frame.changes, frame.head.rev);
      case "changed":
        return this.#show(frame.changes, 0);
      case "refused":
        this.faults.push(`refused: ${frame.refusal.code}`);
        return;
      case "done":
        return;
    }
  }

  #show(messages: { id: string; seq: number; rev: number }[], rev: number): void {
    for (const message of messages) {
      const before = this.seen.get(message.seq);
      if (before !== undefined && before !== message.id)
        this.faults.push(`place ${message.seq} held ${before} and ${message.id}`);
      this.seen.set(message.seq, message.id);
      this.#rev = Math.max(this.#rev, message.rev);
    }
    this.#rev = Math.max(this.#rev, rev);
  }
}
