/** A channel on its way into a file of this device: what was chosen, how far it is, and the file when it is whole. */
import { t } from "#texts/transcript";
import { systemClock } from "../../../../../client/clock.ts";
import { Gather } from "../../../../../client/transcript/gather.ts";
import {
  countOf,
  fileNameOf,
  WRITERS,
  type About,
  type TranscriptFormat,
} from "../../../../../client/transcript/writers.ts";
import type { MyChannel } from "../../../../../protocol/index.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { outcomeOf } from "../../base/outcome.ts";
import { serverNow } from "../../base/server-clock.ts";
import type { ConversationClass } from "../../conversation/context.ts";

/** So many messages are text in memory; those before them are in a blob, which the browser may keep on the disk. */
const PIECE = 500;

export interface SavedFile {
  name: string;
  bytes: Blob;
  count: number;
}

export class Saving {
  /** 0 to 1; null: not begun. */
  done = $state.raw<number | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  #about: About;
  readonly #format: TranscriptFormat;
  readonly #gather: Gather;
  /** Finds the message that a thread hangs on; null: it is no thread, or it was found. */
  #root: (() => Promise<string>) | null;
  readonly #pieces: Blob[] = [];
  #count = 0;
  #stop = new AbortController();

  constructor(workspace: ConversationClass, channel: MyChannel, format: TranscriptFormat, withThreads: boolean) {
    this.#format = format;
    this.#about = {
      origin: location.origin,
      channel: channel.id,
      title: titleOf(workspace, channel),
      topic: channel.topic,
      workspace: workspace.workspace.name,
      savedAt: serverNow(),
      somebody: t.somebody,
    };
    const { parent } = channel;
    this.#root = parent ? () => rootWords(workspace, parent) : null;
    this.#gather = new Gather({
      api: workspace.api,
      clock: systemClock,
      channel: channel.id,
      withThreads,
      onProgress: (seq, last) => (this.done = seq / last),
    });
  }

  /** @returns the whole file; null where it was stopped, or could not go on: then `refusal` says why, and `run` goes on from there. */
  async run(): Promise<SavedFile | null> {
    this.refusal = null;
    this.done ??= 0;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const read = this.#readAll(signal).catch((cause: unknown) => {
      if (signal.aborted) return false;
      throw cause;
    });
    const outcome = await outcomeOf(read);
    if (!outcome.ok) {
      this.refusal = outcome.refusal;
      return null;
    }
    if (!outcome.value) return null;
    const writer = WRITERS[this.#format];
    const { last } = this.#gather;
    const words = t.holds({ count: this.#count });
    const parts = [
      writer.begin(this.#about),
      ...this.#pieces,
      writer.end({ count: this.#count, last, words }, this.#about),
    ];
    return { name: fileNameOf(this.#about, writer), bytes: new Blob(parts, { type: writer.type }), count: this.#count };
  }

  stop(): void {
    this.#stop.abort();
  }

  async #readAll(signal: AbortSignal): Promise<boolean> {
    const { entry: write } = WRITERS[this.#format];
    if (this.#root) {
      this.#about = { ...this.#about, topic: await this.#root() };
      this.#root = null;
    }
    let lines: string[] = [];
    const keep = () => {
      this.#pieces.push(new Blob(lines));
      lines = [];
    };
    try {
      for await (const entry of this.#gather.read(signal)) {
        lines.push(write(entry, this.#about, this.#pieces.length === 0 && lines.length === 0));
        this.#count += countOf(entry);
        if (lines.length === PIECE) keep();
      }
    } finally {
      // What was read is not read again.
      if (lines.length > 0) keep();
    }
    return true;
  }
}

function titleOf(workspace: ConversationClass, channel: MyChannel): string {
  if (channel.kind === "dm" || channel.kind === "group") return workspace.titleOf(channel);
  if (channel.kind !== "thread") return `#${channel.name}`;
  const parent = channel.parent && workspace.channel(channel.parent.channel);
  return parent ? t.thread({ place: titleOf(workspace, parent) }) : workspace.titleOf(channel);
}

/** The message that a thread hangs on, which is no message of its own: who said what. Empty where it is gone. @throws RefusedError, UnreachableError */
async function rootWords(workspace: ConversationClass, { channel, seq }: { channel: string; seq: number }) {
  const page = await workspace.api.call("messages.page", { channel }, { around: seq, limit: 1 });
  const root = page.messages.find((message) => message.seq === seq);
  if (!root || root.deletedAt !== undefined || root.body === "") return "";
  return t.threadOf({ name: workspace.member(root.author)?.name ?? t.somebody, words: root.body });
}

/** The browser puts it where this person keeps what they download. */
export function download({ name, bytes }: SavedFile): void {
  const address = URL.createObjectURL(bytes);
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
