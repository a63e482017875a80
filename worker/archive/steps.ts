/**
 * The steps in which an archive is made. Each reads what a few megabytes of it are made of, writes one piece to R2, and notes in one turn
 * that it did: one that broke off anywhere is made again. What changed behind its back is looked for before the end: a message that was
 * taken out, or a file, is in no piece any more.
 */
import { archivedChannels, foreignKeys, messagesOf, revsOf, type Stretch } from "../store/archive.ts";
import { toText } from "../../protocol/archive/chain.ts";
import { MESSAGES_PER_ENTRY } from "../../protocol/archive/format.ts";
import type { Keys } from "../../protocol/archive/message-line.ts";
import type { Message } from "../../protocol/index.ts";
import { fileKey } from "../files/bucket.ts";
import type { Job, Ledger, Part } from "./ledger.ts";
import { sha256 } from "../sha256.ts";
import { buildPart, type BuiltPart, type Entry, type FileRow } from "./parts.ts";
import type { Pieces } from "./pieces.ts";
import { fileEntry } from "../../protocol/archive/format.ts";

/** Of a piece, about: what is held at once. */
const PIECE_BYTES = 4 * 1024 * 1024;
const CHANNELS_AT_ONCE = 500;
/** Stretches that are read in one round trip; of small channels as many as together have the messages of one. */
const STRETCHES_AT_ONCE = 50;
const REVS_AT_ONCE = 100;
const FILES_AT_ONCE = 200;
/** What people write on and on is looked through so often. */
const PASSES_MAX = 3;

export const SECTIONS = { manifest: 0, people: 1, channels: 2, messages: 3, heads: 4, files: 5, end: 6 } as const;

/** Behind this message of the channel at this place. */
interface At {
  place: number;
  seq: number;
}
interface Built {
  part: BuiltPart;
  channelNo: number;
  first: number;
}

export class Steps {
  readonly #env: Pick<Env, "DB" | "FILES">;
  readonly #ledger: Ledger;
  readonly #pieces: Pieces;
  #keys: Keys | null = null;

  constructor(env: Pick<Env, "DB" | "FILES">, ledger: Ledger, pieces: Pieces) {
    this.#env = env;
    this.#ledger = ledger;
    this.#pieces = pieces;
  }

  /** Channels of the class, in pages. */
  async plan(job: Job): Promise<void> {
    const channels = await archivedChannels(this.#env.DB, job, job.channelNo, CHANNELS_AT_ONCE);
    const isLast = channels.length < CHANNELS_AT_ONCE;
    this.#commit(job, () => {
      this.#ledger.addChannels(channels);
      job.total += channels.reduce((sum, { lastSeq }) => sum + lastSeq, 0);
      job.channelNo = isLast ? 0 : (channels.at(-1)?.no ?? 0);
      if (isLast) job.phase = "messages";
    });
  }

  /** One piece of messages. */
  async messages(job: Job): Promise<void> {
    const { keys, seen } = await this.#naming(job);
    const built: Built[] = [];
    let bytes = 0;
    let at: At | null = job;
    while (at && bytes < PIECE_BYTES) {
      const { stretches, next } = this.#stretchesFrom(at);
      const found = await messagesOf(this.#env.DB, stretches);
      for (const [i, messages] of found.entries()) {
        const one = this.#build(stretches[i]!, messages, keys, seen.add.bind(seen));
        built.push(one);
        bytes += one.part.entries.reduce((sum, entry) => sum + entry.bytes.byteLength, 0);
      }
      at = next;
    }
    const n = job.piece + 1;
    const written = await this.#put(job, n, built);
    this.#commit(job, () => {
      this.#note(n, built, written);
      this.#ledger.addSeen(seen);
      job.done += built.reduce((sum, { part }) => sum + part.count, 0);
      job.piece = n;
      Object.assign(job, at ?? { place: 0, seq: 0 });
      if (!at) Object.assign(job, { phase: "files", piece: 0 });
    });
  }

  /** The next stretches to read, and where they end; null: that was all. */
  #stretchesFrom(at: At): { stretches: Stretch[]; next: At | null } {
    const stretches: Stretch[] = [];
    let { place, seq } = at;
    let messages = 0;
    for (;;) {
      const channels = this.#ledger.channelsFrom(place, STRETCHES_AT_ONCE);
      if (channels.length === 0) return { stretches, next: null };
      for (const channel of channels) {
        if (channel.place !== place) [place, seq] = [channel.place, 0];
        while (seq < channel.lastSeq) {
          if (messages >= MESSAGES_PER_ENTRY || stretches.length >= STRETCHES_AT_ONCE)
            return { stretches, next: { place, seq } };
          stretches.push({ channelNo: channel.no, from: seq + 1, to: seq + MESSAGES_PER_ENTRY });
          messages += Math.min(MESSAGES_PER_ENTRY, channel.lastSeq - seq);
          seq += MESSAGES_PER_ENTRY;
        }
      }
      [place, seq] = [place + 1, 0];
    }
  }

  #build({ channelNo, from }: Stretch, messages: Message[], keys: Keys, seen: (person: string) => void): Built {
    const { key } = this.#ledger.channelOf(channelNo);
    return { part: buildPart(key, from, messages, keys, seen), channelNo, first: from };
  }

  async #put(job: Job, n: number, built: readonly Built[]): Promise<number | null> {
    const entries = built.flatMap(({ part }) => part.entries);
    if (entries.length === 0) return null;
    return this.#pieces.put({ section: SECTIONS.messages, n }, entries, job.startedAt);
  }

  /** @returns pieces of files in which something stands that is named nowhere any more */
  #note(n: number, built: readonly Built[], bytes: number | null): number[] {
    if (bytes !== null) this.#ledger.setPiece({ section: SECTIONS.messages, n }, bytes);
    return built.flatMap(({ part: { count, rev, link, files }, channelNo, first }) => {
      this.#ledger.setPart({ channelNo, first, count, rev, link: new Uint8Array(link).buffer, piece: n });
      return this.#ledger.setFiles(channelNo, first, files);
    });
  }

  /** One piece of files: small ones together, a large one alone. */
  async files(job: Job): Promise<void> {
    const waiting = this.#ledger.filesToCome(FILES_AT_ONCE);
    if (waiting.length === 0) {
      this.#commit(job, () => Object.assign(job, { phase: "settle", piece: 0 }));
      return;
    }
    const n = this.#ledger.pieces().reduce((most, each) => (each.section === SECTIONS.files ? each.n : most), 0) + 1;
    const [first] = waiting as [FileRow];
    if (first.size > PIECE_BYTES) {
      const from = fileKey(job.workspaceId, first.id);
      const place = { section: SECTIONS.files, n };
      const copied = await this.#pieces.copy(place, from, fileEntry(first.id), job.startedAt);
      this.#commit(job, () => {
        if (!copied) return this.#ledger.forgetFile(first.id);
        this.#ledger.placeFile(first.id, n, copied.hash);
        this.#ledger.setPiece(place, copied.size);
      });
      return;
    }
    let room = PIECE_BYTES;
    const taken = waiting.filter(({ size }) => size <= PIECE_BYTES && (room -= size) >= 0);
    await this.#putFiles(job, n, taken);
  }

  async #putFiles(job: Job, n: number, files: readonly FileRow[]): Promise<void> {
    const place = { section: SECTIONS.files, n };
    const entries: Entry[] = [];
    const gone: string[] = [];
    const hashes = new Map<string, string>();
    for (const { id } of files) {
      const object = await this.#env.FILES.get(fileKey(job.workspaceId, id));
      if (!object) {
        gone.push(id);
        continue;
      }
      const bytes = new Uint8Array(await object.arrayBuffer());
      entries.push({ name: fileEntry(id), bytes });
      hashes.set(id, toText(sha256(bytes)));
    }
    const bytes = entries.length > 0 ? await this.#pieces.put(place, entries, job.startedAt) : null;
    if (bytes === null) await this.#pieces.drop(place);
    this.#commit(job, () => {
      if (bytes === null) this.#ledger.dropPiece(place);
      else this.#ledger.setPiece(place, bytes);
      for (const id of gone) this.#ledger.forgetFile(id);
      for (const [id, hash] of hashes) this.#ledger.placeFile(id, n, hash);
    });
  }

  /** The next piece of messages in which something changed since it was written is made anew; where there is none, it is settled. */
  async settle(job: Job): Promise<void> {
    const pieces = this.#ledger.pieces().filter(({ section, n }) => section === SECTIONS.messages && n > job.piece);
    for (const { n } of pieces) {
      const parts = this.#ledger.partsOf(n);
      if (await this.#hasChanged(parts)) return this.#renew(job, n, parts);
    }
    const again = job.foundChanges && job.passes + 1 < PASSES_MAX;
    const hasFiles = this.#ledger.filesToCome(1).length > 0;
    this.#commit(job, () => {
      job.passes += 1;
      Object.assign(job, { piece: 0, foundChanges: false, phase: hasFiles ? "files" : again ? "settle" : "rest" });
    });
  }

  async #hasChanged(parts: readonly Part[]): Promise<boolean> {
    for (let i = 0; i < parts.length; i += REVS_AT_ONCE) {
      const some = parts.slice(i, i + REVS_AT_ONCE);
      const revs = await revsOf(this.#env.DB, some.map(stretchOf));
      if (some.some(({ rev }, at) => revs[at] !== rev)) return true;
    }
    return false;
  }

  async #renew(job: Job, n: number, parts: readonly Part[]): Promise<void> {
    const { keys, seen } = await this.#naming(job);
    const built: Built[] = [];
    for (let i = 0; i < parts.length; i += STRETCHES_AT_ONCE) {
      const stretches = parts.slice(i, i + STRETCHES_AT_ONCE).map(stretchOf);
      const found = await messagesOf(this.#env.DB, stretches);
      built.push(...found.map((messages, at) => this.#build(stretches[at]!, messages, keys, seen.add.bind(seen))));
    }
    const written = await this.#put(job, n, built);
    let less: number[] = [];
    this.#commit(job, () => {
      less = this.#note(n, built, written);
      this.#ledger.addSeen(seen);
      Object.assign(job, { piece: n, foundChanges: true });
    });
    for (const each of new Set(less)) await this.#putFiles(job, each, this.#ledger.filesIn(each));
  }

  /** What people and channels are called in the archive, and who is named. */
  async #naming(job: Job): Promise<{ keys: Keys; seen: Set<string> }> {
    if (!this.#keys) {
      const { people, channels } = await foreignKeys(this.#env.DB, job.workspaceNo);
      this.#keys = { person: (id) => people.get(id) ?? id, channel: (id) => channels.get(id) ?? id };
    }
    return { keys: this.#keys, seen: new Set() };
  }

  /** @throws where it was stopped, or begun anew, while the step was made */
  #commit(job: Job, note: () => void): void {
    this.#ledger.inOne(() => {
      const now = this.#ledger.job;
      if (now?.id !== job.id || now.state !== "making") throw new Stopped();
      note();
      job.tries = 0;
      this.#ledger.job = job;
    });
  }
}

/** It was stopped while a step was under way: what that wrote is to go too. */
export class Stopped extends Error {}

const stretchOf = ({ channelNo, first }: Part): Stretch => ({
  channelNo,
  from: first,
  to: first + MESSAGES_PER_ENTRY - 1,
});
