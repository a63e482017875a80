/**
 * Whether the history of a channel is whole, as its room tells it (docs/transcript-chain.md): block by block as they come, in small steps, so that
 * whoever shows something meanwhile is not held up. It ends with the first place that does not fit.
 */
import { Chain, fromText, HASH_BYTES, headOf, toText, type Sha256 } from "../../protocol/archive/chain.ts";
import type { Message } from "../../protocol/index.ts";
import {
  bytesOf,
  chainOfBlock,
  chainOfChanges,
  contentOf,
  PROOF_BLOCK,
  saltOf,
  type Proof,
  type ProofBlock,
  type ProofChange,
} from "../../protocol/transcript/proof.ts";

/**
 * The first thing that is wrong. `link`: the hashes of the block from `seq` on were changed; `edits`: those of what was edited or deleted;
 * `rewritten`: it is not the history that was checked before.
 */
export interface HistoryFlaw {
  what: "changed" | "missing" | "added" | "moved" | "link" | "edits" | "rewritten";
  seq: number;
}

/** What is kept of a history that was whole, so that the next look finds out whether all of it was written anew. */
export interface CheckedBefore {
  /** The last place, and how many blocks were full. */
  last: number;
  blocks: number;
  head: string;
  changes: number;
  link: string;
  /** The link of the last place, within its block. What was kept by an older build has none. */
  tail?: string;
  /** When that was, by the server's clock, ms since 1970. What was kept by an older build does not say. */
  at?: number;
}

export interface WholeHistory {
  /** 0 in an empty channel. */
  last: number;
  /** States that followed the first one: edits and deletes. */
  changes: number;
  /** Up to this place the chain holds what stood in the history when it was made, ms since 1970; null: all of it as it was said. */
  late: { upTo: number; at: number } | null;
  /**
   * The class was brought back from a backup, as the server says, `at` that time (ms since 1970): nothing proves it. `unlike`: the last place of what was checked
   * here before that, where it is not the history that there is now; null: it is, or nothing was checked before.
   */
  restored: { at: number; unlike: number | null } | null;
  /** 16 hex digits: of two people who have the same history up to the same place, the same. */
  mark: string;
  kept: CheckedBefore;
}

const STEP = 64;
const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
const partOf = (bytes: Uint8Array, i: number) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
const NO_BYTES = new Uint8Array();

export class ProofWalk {
  readonly #sha256: Sha256;
  readonly #channel: string;
  readonly #before: CheckedBefore | null;
  readonly #hash: Chain;
  /** The last links of blocks, in their order; the last of them may not be full. */
  readonly #ends: Uint8Array[] = [];
  #fullBlocks = 0;
  readonly #leafOfChange = new Map<number, Uint8Array>();
  #last = 0;
  /** The link of the place that was the last one when it was looked at before. */
  #tail: Uint8Array = NO_BYTES;
  #late: WholeHistory["late"] = null;
  #flaw: HistoryFlaw | null = null;

  /** @param before what was kept when it was whole the last time; null: it is looked at for the first time */
  constructor(sha256: Sha256, channel: string, before: CheckedBefore | null) {
    this.#sha256 = sha256;
    this.#channel = channel;
    this.#before = before;
    this.#hash = new Chain(sha256, "", 0);
  }

  get flaw(): HistoryFlaw | null {
    return this.#flaw;
  }
  /** The last place that was looked at and fits. */
  get last(): number {
    return this.#last;
  }

  /** The next blocks. Gives way after some messages each; what is left is not looked at once there is a flaw. */
  *take({ messages, blocks, changes, head }: Proof): Generator<void, void> {
    this.#note(changes);
    const latest = new Map(changes.map((change) => [change.seq, change]));
    let at = 0;
    for (const block of blocks) {
      const count = Math.min(PROOF_BLOCK, head.seq - block.from + 1);
      const end = at + count;
      yield* this.#walk(block, count, messages.slice(at, end), latest);
      if (this.#flaw) return;
      at = end;
    }
    const more = messages[at];
    if (more) this.#say("added", more.seq);
    else if (blocks.length === 0 && head.seq > this.#last) this.#say("missing", this.#last + 1);
  }

  /** Changes that were told by their numbers: those that came while the blocks were asked for. */
  takeChanges({ changes }: Proof): void {
    this.#note(changes);
  }

  /** @param head as it was told last @returns null: there is a flaw */
  *end(head: Proof["head"]): Generator<void, WholeHistory | null> {
    if (this.#flaw) return null;
    const chain = chainOfChanges(this.#sha256, this.#channel);
    const before = this.#before;
    let linkBefore = chain.link;
    for (let n = 1; n <= head.changes; n += 1) {
      const leaf = this.#leafOfChange.get(n);
      if (!leaf) return this.#say("edits", 0);
      chain.add(leaf);
      if (n === before?.changes) linkBefore = chain.link;
      if (n % STEP === 0) yield;
    }
    if (!isSame(chain.link, bytesOf(head.link) ?? NO_BYTES)) return this.#say("edits", 0);
    const flaw = before && this.#unlike(before, head, linkBefore);
    const { restoredAt } = head;
    // One restore explains what was checked before it, and nothing after.
    const isExplained = restoredAt !== undefined && restoredAt > (before?.at ?? 0);
    if (flaw && !isExplained) return this.#say(flaw.what, flaw.seq);
    const restored = restoredAt === undefined ? null : { at: restoredAt, unlike: flaw ? before.last : null };
    return {
      ...{ last: this.#last, changes: head.changes, late: this.#late, restored },
      mark: hexOf(headOf(this.#sha256, [...this.#ends, chain.link])),
      kept: {
        ...{ last: this.#last, blocks: this.#fullBlocks, changes: head.changes, link: toText(chain.link) },
        head: toText(headOf(this.#sha256, this.#ends.slice(0, this.#fullBlocks))),
        tail: toText(this.#ends.at(-1) ?? NO_BYTES),
      },
    };
  }

  /** Why it is not the history that was checked before; null: it is. */
  #unlike(before: CheckedBefore, head: Proof["head"], linkBefore: Uint8Array): HistoryFlaw | null {
    if (before.last > this.#last) return { what: "missing", seq: this.#last + 1 };
    const isSameHead = toText(headOf(this.#sha256, this.#ends.slice(0, before.blocks))) === before.head;
    const isSameLink = before.changes <= head.changes && toText(linkBefore) === before.link;
    const isSameTail = before.tail === undefined || toText(this.#tail) === before.tail;
    return isSameHead && isSameLink && isSameTail ? null : { what: "rewritten", seq: 1 };
  }

  *#walk(
    block: ProofBlock,
    count: number,
    messages: readonly Message[],
    latest: ReadonlyMap<number, ProofChange>,
  ): Generator<void, void> {
    const { from } = block;
    if (from !== this.#last + 1) return void this.#say("missing", this.#last + 1);
    const leaves = bytesOf(block.leaves) ?? NO_BYTES;
    const salts = bytesOf(block.salts) ?? NO_BYTES;
    const chain = chainOfBlock(this.#sha256, this.#channel, from);
    for (let i = 0; i < count; i += 1) {
      const seq = from + i;
      const message = messages[i];
      const first = partOf(leaves, i);
      if (!message || message.seq > seq || first.length < HASH_BYTES) return void this.#say("missing", seq);
      if (message.seq < seq) return void this.#say("added", message.seq);
      const change = latest.get(seq);
      const salt = change ? (bytesOf(change.salt) ?? NO_BYTES) : this.#saltIn(salts, from, i);
      const told = change ? (bytesOf(change.leaf) ?? NO_BYTES) : first;
      if (salt.length !== HASH_BYTES || !isSame(this.#hash.leafOf(salt, contentOf(message)), told))
        return void this.#say(this.#stoodElsewhere(message, from, leaves, salts) ? "moved" : "changed", seq);
      const link = chain.add(first);
      if (seq === this.#before?.last) this.#tail = link;
      this.#last = seq;
      if (i % STEP === STEP - 1) yield;
    }
    if (leaves.length > count * HASH_BYTES) return void this.#say("missing", from + count);
    if (!isSame(chain.link, bytesOf(block.link) ?? NO_BYTES)) return void this.#say("link", from);
    this.#ends.push(chain.link);
    if (count === PROOF_BLOCK) this.#fullBlocks += 1;
    if (block.late !== undefined)
      this.#late = { upTo: this.#last, at: Math.max(block.late, this.#late?.at ?? block.late) };
  }

  #saltIn(salts: Uint8Array, from: number, i: number): Uint8Array {
    return salts.length === HASH_BYTES ? saltOf(this.#sha256, salts, from + i) : partOf(salts, i);
  }

  /** Of a message that does not fit: whether it does at another place of its block. */
  #stoodElsewhere(message: Message, from: number, leaves: Uint8Array, salts: Uint8Array): boolean {
    return Array.from({ length: leaves.length / HASH_BYTES }, (_, i) => i).some((i) => {
      const content = contentOf({ ...message, seq: from + i });
      return isSame(this.#hash.leafOf(this.#saltIn(salts, from, i), content), partOf(leaves, i));
    });
  }

  #note(changes: readonly ProofChange[]): void {
    for (const { n, leaf } of changes) this.#leafOfChange.set(n, bytesOf(leaf) ?? NO_BYTES);
  }

  #say(what: HistoryFlaw["what"], seq: number): null {
    this.#flaw ??= { what, seq };
    return null;
  }
}

/** Null where it is nothing that was kept here. */
export function checkedBefore(kept: unknown): CheckedBefore | null {
  const { last, blocks, head, changes, link } = (kept ?? {}) as Partial<CheckedBefore>;
  const numbers = [last, blocks, changes].every((number) => typeof number === "number");
  return numbers && fromText(head) && fromText(link) ? (kept as CheckedBefore) : null;
}

function hexOf(bytes: Uint8Array): string {
  const digits = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0"));
  return digits
    .join("")
    .replaceAll(/(?<=^(?:....)+)/gu, " ")
    .trim();
}
