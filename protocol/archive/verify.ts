/**
 * Whether an archive is what it was when it was made: every message of every channel, once, in its place and letter for letter. Offline,
 * entry by entry as they come, so that it costs no memory; each thing that is wrong is named by its place (docs/transcript-chain.md).
 */
import { Chain, fromText, headOf, toText, type Sha256 } from "./chain.ts";
import { entryKind, HEADS, MESSAGES_PER_ENTRY, ROSTER } from "./format.ts";

export interface Flaw {
  /** Key of the channel; absent where it is about the archive. */
  channel?: string;
  seq?: number;
  /** `seal`: what is told of a channel, or of all of it, is not what it is. `unreadable`: no line of an archive. */
  what: "changed" | "missing" | "added" | "moved" | "seal" | "unreadable";
  /** The entry, where it has no seq. */
  entry?: string;
}

export interface Verified {
  flaws: Flaw[];
  messages: number;
  channels: number;
  /** As it comes out of what is there; equal to the manifest's, or there is a flaw. */
  root: string;
  /** Lines without words, of which only the leaf is there: taken out of the file after it was made. */
  takenOut: number;
  /** Files and pictures whose bytes are held by the proof; null: it is of version 1, which says nothing of them. */
  files: number | null;
}

type Proof = { seq: number; salt: Uint8Array | null; link: Uint8Array; leaf: Uint8Array | null };
interface OfChannel {
  ends: Uint8Array[];
  count: number;
  nextFrom: number;
}

/** More flaws than anybody reads are counted no further. */
const FLAWS_MAX = 1_000;
/** Of which the proof of version 1 says nothing. */
const IN_SECOND: ReadonlySet<string> = new Set(["roster", "file", "picture"]);
const utf8 = new TextEncoder();

export class ArchiveVerifier {
  readonly #sha256: Sha256;
  readonly #channels = new Map<string, OfChannel>();
  readonly #hashes = new Map<string, string>();
  readonly #flaws: Flaw[] = [];
  /** Lines that wait for their proof. */
  #waiting: { channel: string; from: number; text: string } | null = null;
  #root: string | null = null;
  #heads: string | null = null;
  #takenOut = 0;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  /** Which entries it wants to have the text of (`take`), and of which the hash of their bytes (`holds`). */
  static wants(name: string): "text" | "hash" | null {
    const kind = entryKind(name)?.kind;
    if (kind === undefined) return null;
    return kind === "file" || kind === "picture" ? "hash" : "text";
  }

  /** A file or a picture, with the SHA-256 of its bytes. */
  holds(name: string, hash: Uint8Array): void {
    const told = toText(hash);
    // Two of a name are two: which of them it is, nobody can say.
    this.#hashes.set(name, this.#hashes.has(name) ? `${this.#hashes.get(name)} ${told}` : told);
  }

  /** The next entry of the archive, in its order. */
  take(name: string, text: string): void {
    const entry = entryKind(name);
    if (entry === null) return;
    if (entry.kind === "messages" || entry.kind === "proof") {
      if (entry.kind === "messages") {
        this.#withoutProof();
        this.#waiting = { channel: entry.channel, from: entry.from, text };
      } else this.#takeProof(entry.channel, entry.from, text);
      return;
    }
    if (entry.kind === "manifest") this.#root = rootIn(text);
    else if (entry.kind === "heads") this.#heads = text;
    else this.#hashes.set(name, toText(this.#sha256(utf8.encode(text))));
  }

  end(): Verified {
    this.#withoutProof();
    const root = toText(this.#sha256(utf8.encode(this.#heads ?? "")));
    const files = this.#checkHeads();
    if (this.#root !== root) this.#say({ what: "seal", entry: "manifest.json" });
    const channels = [...this.#channels.values()];
    const messages = channels.reduce((sum, { count }) => sum + count, 0);
    return { flaws: this.#flaws, messages, channels: channels.length, root, takenOut: this.#takenOut, files };
  }

  /** @returns how many files and pictures it tells of; null: none, since it is of version 1 */
  #checkHeads(): number | null {
    const told = new Set<string>();
    for (const line of linesIn(this.#heads ?? "")) {
      const head = parsed(line);
      const { channel, count, head: end, entry, hash } = head ?? {};
      if (typeof channel === "string") {
        told.add(channel);
        const found = this.#channels.get(channel);
        if (!found) this.#say({ channel, what: "missing" });
        else if (typeof count === "number" && count > found.count)
          this.#say({ channel, seq: found.count + 1, what: "missing" });
        else if (count !== found.count || toText(headOf(this.#sha256, found.ends)) !== end)
          this.#say({ channel, what: "seal" });
      } else if (typeof entry === "string") {
        told.add(entry);
        const found = this.#hashes.get(entry);
        if (found !== hash) this.#say({ entry, what: found === undefined ? "missing" : "changed" });
      } else this.#say({ what: "unreadable", entry: HEADS });
    }
    if (this.#heads === null) this.#say({ what: "missing", entry: HEADS });
    if (this.#heads === null) return null;
    // One of version 2 always tells of the roster.
    const isOfFirst = !told.has(ROSTER);
    for (const channel of this.#channels.keys()) if (!told.has(channel)) this.#say({ channel, what: "added" });
    for (const entry of this.#hashes.keys())
      if (!told.has(entry) && !(isOfFirst && IN_SECOND.has(entryKind(entry)?.kind ?? "")))
        this.#say({ entry, what: "added" });
    return isOfFirst ? null : [...told].filter((entry) => ArchiveVerifier.wants(entry) === "hash").length;
  }

  /** Lines whose proof does not follow are lines that somebody added, or whose proof was taken out. */
  #withoutProof(): void {
    if (this.#waiting) this.#say({ channel: this.#waiting.channel, seq: this.#waiting.from, what: "added" });
    this.#waiting = null;
  }

  #takeProof(channel: string, from: number, text: string): void {
    const known = this.#channels.get(channel) ?? { ends: [], count: 0, nextFrom: 1 };
    this.#channels.set(channel, known);
    if (from !== known.nextFrom)
      this.#say({ channel, seq: known.nextFrom, what: from > known.nextFrom ? "missing" : "moved" });
    known.nextFrom = from + MESSAGES_PER_ENTRY;
    const isTheirs = this.#waiting?.channel === channel && this.#waiting.from === from;
    const lines = isTheirs ? linesIn(this.#waiting?.text ?? "") : [];
    if (isTheirs) this.#waiting = null;
    const proofs = linesIn(text).map(proofIn);
    this.#walk(channel, from, lines, proofs);
    const last = proofs.at(-1);
    if (last) known.ends.push(last.link);
    known.count += proofs.length;
  }

  /** Line by line, each against what its proof says of it. */
  #walk(channel: string, from: number, lines: readonly string[], proofs: readonly (Proof | null)[]): void {
    const chain = new Chain(this.#sha256, channel, from);
    const seqs = lines.map((line) => seqIn(line));
    const at = new Map<number, number>();
    let highest = 0;
    for (const [i, seq] of seqs.entries()) {
      // A line that says no place of its own is looked at where it stands.
      if (seq === null) at.set(from + i, i);
      else if (at.has(seq) || seq < from || seq >= from + proofs.length) this.#say({ channel, seq, what: "added" });
      else {
        at.set(seq, i);
        if (seq < highest) this.#say({ channel, seq, what: "moved" });
        highest = Math.max(highest, seq);
      }
    }
    // Behind a proof that cannot be read the next link cannot be told: where it leads is taken from it.
    let isLost = false;
    for (const [i, proof] of proofs.entries()) {
      const seq = from + i;
      if (proof === null || proof.seq !== seq) {
        this.#say({ channel, seq, what: "unreadable" });
        if (proof) chain.goOnFrom(proof.link);
        isLost = proof === null;
        continue;
      }
      const line = lines[at.get(seq) ?? -1];
      if (line === undefined && proof.leaf) this.#takenOut += 1;
      else if (line === undefined || !proof.salt) {
        this.#say({ channel, seq, what: line === undefined ? "missing" : "unreadable" });
        chain.goOnFrom(proof.link);
        continue;
      }
      const leaf = line === undefined ? proof.leaf! : chain.leafOf(proof.salt!, line);
      if (toText(chain.add(leaf)) !== toText(proof.link) && !isLost) this.#say({ channel, seq, what: "changed" });
      chain.goOnFrom(proof.link);
      isLost = false;
    }
  }

  #say(flaw: Flaw): void {
    if (this.#flaws.length < FLAWS_MAX) this.#flaws.push(flaw);
  }
}

const linesIn = (text: string): string[] => (text === "" ? [] : text.replace(/\n$/u, "").split("\n"));

function parsed(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" ? (value as Record<string, unknown> | null) : null;
  } catch {
    // No JSON: that is the answer.
    return null;
  }
}

function seqIn(line: string): number | null {
  const seq = parsed(line)?.["seq"];
  return typeof seq === "number" && Number.isSafeInteger(seq) && seq > 0 ? seq : null;
}

function proofIn(line: string): Proof | null {
  const list: unknown = parsed(line);
  if (!Array.isArray(list)) return null;
  const [seq, salt, told, leaf] = list as unknown[];
  const link = fromText(told);
  return typeof seq === "number" && link ? { seq, salt: fromText(salt), link, leaf: fromText(leaf) } : null;
}

function rootIn(text: string): string | null {
  const root = parsed(text)?.["root"];
  return typeof root === "string" ? root : null;
}
