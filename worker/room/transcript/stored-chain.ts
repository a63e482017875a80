/**
 * The chain of a channel as its room keeps it (docs/transcript-chain.md): for each block of messages a row with their leaves, what their salts are made
 * of and the last link; for each later state of a message a row with its leaf. 16 bytes a message, and a row written for 256.
 */
import { randomBytes } from "node:crypto";
import type { Message } from "../../../protocol/index.ts";
import { Chain, HASH_BYTES } from "../../../protocol/archive/chain.ts";
import {
  blockBegin,
  chainOfBlock,
  chainOfChanges,
  contentOf,
  PROOF_BLOCK,
  saltOf,
  toBase64,
  type ProofBlock,
  type ProofChange,
} from "../../../protocol/transcript/proof.ts";
import { sha256 } from "../../sha256.ts";
import { Table } from "../tables.ts";

type BlockRow = { begin: number; leaves: ArrayBuffer; salts: ArrayBuffer; link: ArrayBuffer; late: number };
type ChangeRow = { seq: number; n: number; leaf: ArrayBuffer; salt: ArrayBuffer; link: ArrayBuffer };

/** A block as it is worked on. */
interface Block {
  begin: number;
  leaves: Uint8Array[];
  /** One salt, of which all are made; or one for each place, zeros where it was forgotten. */
  salts: Uint8Array;
  link: Uint8Array;
  /** When it was hashed from the history, ms since 1970; 0: as it was said. */
  late: number;
}

const NOTHING = new Uint8Array(HASH_BYTES);
const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i]);
const cut = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: bytes.length / HASH_BYTES }, (_, i) => bytes.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES));
const join = (parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.length * HASH_BYTES);
  for (const [i, part] of parts.entries()) all.set(part, i * HASH_BYTES);
  return all;
};

export class StoredChain {
  readonly #blocks: Table;
  readonly #changes: Table;
  readonly #hash = new Chain(sha256, "", 0);
  /** Where the chain of changes ends; null: not read yet, or a write failed. */
  #end: { n: number; link: Uint8Array } | null = null;

  constructor(sql: SqlStorage) {
    this.#blocks = new Table(
      sql,
      "chain_blocks",
      `(begin INTEGER PRIMARY KEY, leaves BLOB NOT NULL, salts BLOB NOT NULL, link BLOB NOT NULL, late INTEGER NOT NULL)`,
    );
    this.#changes = new Table(
      sql,
      "chain_changes",
      `(seq INTEGER NOT NULL, n INTEGER NOT NULL, leaf BLOB NOT NULL, salt BLOB NOT NULL, link BLOB NOT NULL, PRIMARY KEY (seq, n)) WITHOUT ROWID`,
    );
  }

  /**
   * Takes messages in as they now are: new ones where the chain has all before them in their block, and what differs from what it holds as a
   * change. The same again does nothing. All of it in one turn.
   * @param late ms since 1970, where they were read from the history and not from what was said
   */
  take(channel: string, messages: readonly Message[], late = 0): void {
    const byBlock = Map.groupBy(messages, ({ seq }) => blockBegin(seq));
    for (const [begin, inBlock] of byBlock) {
      const block = this.#read(begin);
      const count = block?.leaves.length ?? 0;
      const added = inBlock.filter(({ seq }) => seq >= begin + count).sort((a, b) => a.seq - b.seq);
      if (block) this.#takeChanges(channel, block, inBlock);
      this.#append(channel, block ?? this.#empty(channel, begin), added, late);
    }
  }

  /** The first place from `begin` on, within its block, that the chain lacks. */
  lacksFrom(begin: number): number {
    return begin + (this.#read(begin)?.leaves.length ?? 0);
  }

  /** What is told of these blocks to somebody who checks them, and the changes of their messages. */
  told(begins: readonly number[]): { blocks: ProofBlock[]; changes: ProofChange[] } {
    const blocks: ProofBlock[] = [];
    const changes: ProofChange[] = [];
    for (const begin of begins) {
      const block = this.#read(begin);
      if (!block) continue;
      const changed = this.#changesIn(begin);
      for (const { n, seq, leaf, salt } of changed) changes.push(toldChange(n, seq, leaf, salt));
      const salts = this.#saltsFor(block, new Set(changed.map(({ seq }) => seq)));
      blocks.push({
        from: begin,
        leaves: toBase64(join(block.leaves)),
        salts: toBase64(salts),
        link: toBase64(block.link),
        ...(block.late > 0 && { late: block.late }),
      });
    }
    return { blocks, changes: changes.sort((a, b) => a.n - b.n) };
  }

  /** At most `limit`, ascending by number. */
  changesAfter(after: number, limit: number): ProofChange[] {
    return this.#changes
      .rows<ChangeRow>(`SELECT * FROM chain_changes WHERE n > ? ORDER BY n LIMIT ?`, after, limit)
      .map(({ n, seq, leaf, salt }) => toldChange(n, seq, leaf, salt));
  }

  /** The number of changes, and the link of the last one. */
  changesEnd(channel: string): { n: number; link: Uint8Array } {
    if (this.#end) return this.#end;
    const [last] = this.#changes.rows<ChangeRow>(`SELECT * FROM chain_changes ORDER BY n DESC LIMIT 1`);
    this.#end = last
      ? { n: last.n, link: new Uint8Array(last.link) }
      : { n: 0, link: chainOfChanges(sha256, channel).link };
    return this.#end;
  }

  // ── blocks ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #read(begin: number): Block | null {
    const [row] = this.#blocks.rows<BlockRow>(`SELECT * FROM chain_blocks WHERE begin = ?`, begin);
    if (!row) return null;
    const { leaves, salts, link, late } = row;
    return {
      ...{ begin, late, leaves: cut(new Uint8Array(leaves)) },
      ...{ salts: new Uint8Array(salts), link: new Uint8Array(link) },
    };
  }

  #empty(channel: string, begin: number): Block {
    const { link } = chainOfBlock(sha256, channel, begin);
    return { begin, leaves: [], salts: randomBytes(HASH_BYTES), link, late: 0 };
  }

  #append(channel: string, block: Block, messages: readonly Message[], late: number): void {
    const chain = chainOfBlock(sha256, channel, block.begin);
    chain.goOnFrom(block.link);
    const before = block.leaves.length;
    for (const message of messages) {
      // A hole: what is behind it waits until the history is asked for what is in it.
      if (message.seq !== block.begin + block.leaves.length) break;
      const leaf = this.#hash.leafOf(this.#saltIn(block, message.seq), contentOf(message));
      chain.add(leaf);
      block.leaves.push(leaf);
    }
    if (block.leaves.length === before) return;
    this.#write({ ...block, link: chain.link, late: late || block.late });
  }

  #write({ begin, leaves, salts, link, late }: Block): void {
    this.#blocks.write(
      `INSERT OR REPLACE INTO chain_blocks (begin, leaves, salts, link, late) VALUES (?, ?, ?, ?, ?)`,
      ...[begin, join(leaves), salts, link, late],
    );
  }

  #saltIn({ begin, salts }: Block, seq: number): Uint8Array {
    if (salts.length === HASH_BYTES) return saltOf(sha256, salts, seq);
    const at = (seq - begin) * HASH_BYTES;
    return salts.slice(at, at + HASH_BYTES);
  }

  /** With those of `without` left out, each place has a salt of its own. */
  #saltsFor(block: Block, without: ReadonlySet<number>): Uint8Array {
    if (without.size === 0) return block.salts;
    return join(
      Array.from({ length: PROOF_BLOCK }, (_, i) =>
        without.has(block.begin + i) ? NOTHING : this.#saltIn(block, block.begin + i),
      ),
    );
  }

  // ── changes ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #changesIn(begin: number): ChangeRow[] {
    return this.#changes.rows<ChangeRow>(
      `SELECT * FROM chain_changes WHERE seq BETWEEN ? AND ? ORDER BY seq, n`,
      ...[begin, begin + PROOF_BLOCK - 1],
    );
  }

  #takeChanges(channel: string, block: Block, messages: readonly Message[]): void {
    const known = messages.filter(({ seq }) => seq < block.begin + block.leaves.length);
    if (known.length === 0) return;
    const latest = new Map(this.#changesIn(block.begin).map((change) => [change.seq, change]));
    const forgotten = new Set<number>();
    for (const message of known) {
      const { seq } = message;
      const change = latest.get(seq);
      const content = contentOf(message);
      const salt = change ? new Uint8Array(change.salt) : this.#saltIn(block, seq);
      const leaf = change ? new Uint8Array(change.leaf) : block.leaves[seq - block.begin]!;
      if (isSame(this.#hash.leafOf(salt, content), leaf)) continue;
      this.#add(channel, seq, content);
      // Words that are gone are not found out from their leaf, however short they were.
      if (message.deletedAt !== undefined) forgotten.add(seq);
    }
    if (forgotten.size === 0) return;
    block.salts = this.#saltsFor(block, forgotten);
    this.#write(block);
  }

  #add(channel: string, seq: number, content: string): void {
    const end = this.changesEnd(channel);
    const salt = randomBytes(HASH_BYTES);
    const leaf = this.#hash.leafOf(salt, content);
    const chain = chainOfChanges(sha256, channel);
    chain.goOnFrom(end.link);
    const n = end.n + 1;
    const link = chain.add(leaf);
    this.#end = null;
    this.#changes.change(`UPDATE chain_changes SET salt = x'' WHERE seq = ? AND length(salt) > 0`, seq);
    this.#changes.write(
      `INSERT INTO chain_changes (seq, n, leaf, salt, link) VALUES (?, ?, ?, ?, ?)`,
      ...[seq, n, leaf, salt, link],
    );
    this.#end = { n, link };
  }
}

const toldChange = (n: number, seq: number, leaf: ArrayBuffer, salt: ArrayBuffer): ProofChange => ({
  ...{ n, seq },
  ...{ leaf: toBase64(new Uint8Array(leaf)), salt: toBase64(new Uint8Array(salt)) },
});
