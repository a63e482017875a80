/**
 * What holds the history of a living channel together (docs/transcript-chain.md): a leaf for each message, which is a hash of its salt and of
 * what it says, and a link over the leaves of each block. Made where the room hashes, and where somebody checks, by the same functions.
 */
import * as v from "valibot";
import { Chain, HASH_BYTES, type Sha256 } from "../archive/chain.ts";
import { MessageSchema, SeqSchema, type Message } from "../messages.ts";

/** Messages whose leaves stand together and share what their salts are made of. */
export const PROOF_BLOCK = 256;
/** Changes of messages that one answer tells of at most. */
export const PROOF_CHANGES_MAX = 2_000;

/** The first place of the block in which `seq` stands. */
export const blockBegin = (seq: number): number => seq - ((seq - 1) % PROOF_BLOCK);

/**
 * What a leaf holds of a message: where it stands, who said it when, its words, what it answers, its files and its poll's questions. Nothing that
 * others do with it, as reactions, pins and votes.
 */
export function contentOf({ seq, id, author, at, body, editedAt, deletedAt, replyTo, meta }: Message): string {
  const said: unknown[] = [seq, id, author, at, body, editedAt ?? 0, deletedAt ?? 0, replyTo ?? 0];
  if (meta && (meta.files || meta.poll || meta.as !== undefined)) {
    const { files = [], poll, as = "" } = meta;
    said.push(
      files.map((file) => [file.id ?? file.url ?? "", file.name, file.size ?? 0]),
      poll ? [poll.question, ...poll.options.map(({ text }) => text)] : [],
      as,
    );
  }
  return JSON.stringify(said);
}

const seqBytes = new Uint8Array(HASH_BYTES + 4);

/** The salt of a message in a block whose salts are made of `key`. */
export function saltOf(sha256: Sha256, key: Uint8Array, seq: number): Uint8Array {
  seqBytes.set(key);
  new DataView(seqBytes.buffer).setUint32(HASH_BYTES, seq);
  return sha256(seqBytes).slice(0, HASH_BYTES);
}

/** The chain over the leaves of a block; `from`: its first place. */
export const chainOfBlock = (sha256: Sha256, channel: string, from: number): Chain => new Chain(sha256, channel, from);
/** The chain over all later states of messages, in the order in which they were written. */
export const chainOfChanges = (sha256: Sha256, channel: string): Chain => new Chain(sha256, `${channel} changes`, 0);

/** @returns base64 */
export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
/** Null where it is no base64. */
export function bytesOf(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  } catch {
    return null;
  }
}

const PlaceSchema = v.pipe(v.string("invalid"), v.regex(/^\d{1,10}$/u, "invalid"), v.transform(Number));
/** Query of the proof of a history: from the block in which `from` stands, the first one where nothing is said; or the changes after the one of that number. */
export const ProofQuery = v.pipe(
  v.object({
    from: v.optional(v.pipe(PlaceSchema, v.minValue(1, "invalid"))),
    changesAfter: v.optional(PlaceSchema),
  }),
  v.check(({ from, changesAfter }) => from === undefined || changesAfter === undefined, "invalid"),
);

/** A later state of a message than its block holds. */
const ProofChangeSchema = v.object({
  /** 1, 2, 3 … over the whole channel. */
  n: v.number(),
  seq: SeqSchema,
  /** HASH_BYTES in base64, like all of these. */
  leaf: v.string(),
  /** Empty where a later state followed. */
  salt: v.string(),
});
export type ProofChange = v.InferOutput<typeof ProofChangeSchema>;

const ProofBlockSchema = v.object({
  from: SeqSchema,
  /** HASH_BYTES for each message, in base64. */
  leaves: v.string(),
  /** HASH_BYTES of which all salts of the block are made, or a salt for each place: zeros where it is not told. */
  salts: v.string(),
  link: v.string(),
  /** It was hashed then (ms since 1970) from what stood in the history, long after it was said. */
  late: v.optional(v.number()),
});
export type ProofBlock = v.InferOutput<typeof ProofBlockSchema>;

export const ProofSchema = v.object({
  /** All messages of these blocks, ascending. */
  messages: v.array(MessageSchema),
  blocks: v.array(ProofBlockSchema),
  /** Of these messages, or those that were asked for by number; ascending by `n`. */
  changes: v.array(ProofChangeSchema),
  /** Where the channel stood when this was told; `link`: of all changes. */
  head: v.object({
    seq: v.number(),
    changes: v.number(),
    link: v.string(),
    /** The class was brought back from a backup then, ms since 1970: the hashes of before that may be gone. Nothing proves it. */
    restoredAt: v.optional(v.number()),
  }),
});
export type Proof = v.InferOutput<typeof ProofSchema>;
