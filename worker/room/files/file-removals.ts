/**
 * Bytes of files and of pictures of cards whose message was deleted, or that a change took away: what is to go stands in the same commit, and goes out of R2 at
 * once; where that fails it is tried again until it is gone. Then the class has their room back.
 */
import { heldBy, picturesOf, storedIdsOf, type Message } from "../../../protocol/index.ts";
import { giveBackFileBytes } from "../../store/file-bytes.ts";
import { openDb } from "../../store/db.ts";
import { fileKey } from "../../files/bucket.ts";
import { objectsOf } from "../../files/file-objects.ts";
import type { ChannelFacts } from "../contract.ts";
import { backOff } from "../followers/back-off.ts";
import type { StoredMessage } from "../log/room-log.ts";
import type { Part } from "../part.ts";
import { Table } from "../tables.ts";

/** R2 takes away so many at once. */
const AT_ONCE = 1_000;

interface Due extends Record<string, SqlStorageValue> {
  id: string;
  size: number;
}

export class FileRemovals implements Part {
  readonly name = "fileRemovals";
  readonly #due: Table;
  readonly #env: Pick<Env, "FILES" | "DB">;
  #next: number | null = null;
  #tries = 0;

  constructor(sql: SqlStorage, env: Pick<Env, "FILES" | "DB">) {
    this.#env = env;
    this.#due = new Table(sql, "files_gone", "(id TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID");
    if (this.#due.rows(`SELECT id FROM files_gone LIMIT 1`).length > 0) this.#next = 0;
  }

  get next(): number | null {
    return this.#next;
  }

  changed(facts: ChannelFacts, after: Message, before: StoredMessage | undefined): Promise<void> | undefined {
    const gone = filesGone(before, after);
    if (gone.length === 0) return undefined;
    for (const { id, size } of gone) this.#due.write(`INSERT OR IGNORE INTO files_gone VALUES (?, ?)`, id, size);
    this.#next = Date.now();
    return this.#remove(facts);
  }

  async ring(facts: ChannelFacts, now: number): Promise<void> {
    if (this.#next !== null && this.#next <= now) await this.#remove(facts);
  }

  /** Bytes that are gone are taken away once more without harm. @throws where R2 or D1 cannot be asked */
  async #remove({ workspaceId, workspaceNo }: ChannelFacts): Promise<void> {
    const due = this.#due.rows<Due>(`SELECT id, size FROM files_gone LIMIT ${AT_ONCE}`);
    // Until it is known otherwise: what is begun here and cut off is rung for.
    this.#next = Date.now() + backOff(this.#tries + 1);
    this.#tries += 1;
    if (due.length > 0) {
      // Without R2 there are no bytes left to take away.
      await (this.#env as Partial<Env>).FILES?.delete(due.map(({ id }) => fileKey(workspaceId, id)));
      await giveBackFileBytes(
        openDb(this.#env.DB),
        workspaceNo,
        due.reduce((sum, { size }) => sum + size, 0),
      );
    }
    for (const { id } of due) this.#due.change(`DELETE FROM files_gone WHERE id = ?`, id);
    this.#tries = 0;
    const isMore = this.#due.rows(`SELECT id FROM files_gone LIMIT 1`).length > 0;
    this.#next = isMore ? Date.now() : null;
  }
}

/** What the message held and holds no more. The copy of a reply shows its files and does not hold them. */
function filesGone(before: Pick<Message, "meta"> | undefined, after: Message): { id: string; size: number }[] {
  // What was moved is held where it stands now.
  if ((!before?.meta?.files && !before?.meta?.cards) || after.meta?.movedTo) return [];
  const held = before.meta.fromThread ? picturesOf(before.meta.cards) : heldBy(before.meta);
  const left = new Set(after.deletedAt === undefined ? storedIdsOf(heldBy(after.meta)) : []);
  return held.flatMap(objectsOf).filter(({ id }) => !left.has(id));
}
