/** A class in which people said something: put straight into D1, for what reads all of it. */
import type { D1Database } from "@cloudflare/workers-types";
import { speaker } from "./said.ts";

const PAGE = 5_000;
const CHANNELS = 5;
const MINUTE_MS = 60_000;

/** `messages` of 8 to 32 words in five channels, and the first person as the class's owner. */
export async function fillSpoken(d1: D1Database, messages: number, people: number): Promise<void> {
  await d1.prepare("delete from messages").run();
  await d1.prepare("update members set role = 'owner' where no = 1").run();
  const say = speaker();
  const began = Date.now() - (messages + 1) * MINUTE_MS;
  const each = Math.ceil(messages / CHANNELS);
  for (let from = 0; from < messages; from += PAGE) {
    const rows = Array.from({ length: Math.min(PAGE, messages - from) }, (_, i) => {
      const place = from + i;
      const seq = 1 + (place % each);
      const key = (1 + Math.floor(place / each)) * 2 ** 32 + seq;
      return [key, seq, `member-${1 + ((place * 7) % people)}`, began + place * MINUTE_MS, say()];
    });
    await d1
      .prepare(
        `insert into messages (key, id, rev, author, at, body)
         select value->>0, printf('01900000-0000-7000-8000-%012x', value->>0), value->>1, value->>2, value->>3, value->>4 from json_each(?)`,
      )
      .bind(JSON.stringify(rows))
      .run();
  }
}
