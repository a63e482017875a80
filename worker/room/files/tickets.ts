/**
 * Tickets of files: that their bytes are in R2, how many and of which type, signed by the room of the channel they were uploaded to. A
 * ticket is for one message id, so that no two messages ever hold the same bytes: what is deleted with one is missed by no other. They
 * are checked in the turn of the commit, without asking anybody.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Ticket } from "../contract.ts";

const KEY = "file-key";

export class FileTickets {
  readonly #storage: Pick<DurableObjectStorage, "kv">;

  /** Its key is made with the first ticket of the channel: one row. */
  constructor(storage: Pick<DurableObjectStorage, "kv">) {
    this.#storage = storage;
  }

  /** Can be read by whoever holds it, and changed by nobody. */
  sign(ticket: Ticket): string {
    const text = Buffer.from(JSON.stringify(ticket)).toString("base64url");
    return `${text}.${this.#mark(text).toString("base64url")}`;
  }

  /** Null where it is not this room's, or has ended. */
  read(signed: string, now: number): Ticket | null {
    const [text = "", mark = ""] = signed.split(".");
    const given = Buffer.from(mark, "base64url");
    const right = this.#mark(text);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    const ticket = JSON.parse(Buffer.from(text, "base64url").toString()) as Ticket;
    return ticket.ends > now ? ticket : null;
  }

  #mark(text: string): Buffer {
    let key = this.#storage.kv.get<string>(KEY);
    if (key === undefined) this.#storage.kv.put(KEY, (key = randomBytes(32).toString("base64url")));
    return createHmac("sha256", Buffer.from(key, "base64url")).update(text).digest();
  }
}
