/** A channel with people in it, and the room behind it. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import type { Message } from "../../../protocol/index.ts";
import type { ChannelFacts } from "../../../worker/room/channel-facts.ts";
import { roomOf } from "../../../worker/room/stubs.ts";
import { publicId } from "../../../worker/store/public-id.ts";
import type { Somebody } from "./classroom.ts";

let made = 0;

/** A channel of these people, put straight into D1; the first one made it. */
export async function channelOf(
  people: Somebody[],
  more: { kind?: string; posting?: string } = {},
): Promise<{ id: string; no: number }> {
  const id = publicId();
  const row = await env.DB.prepare(
    `insert into channels (id, workspace_no, kind, name, posting, created_by, created_at)
     select ?1, workspace_no, ?2, ?3, ?4, no, ?5 from members where no = ?6 returning no`,
  )
    .bind(id, more.kind ?? "private", `study-${++made}`, more.posting ?? "all", Date.now(), people[0]?.no)
    .first<{ no: number }>();
  const join = env.DB.prepare("insert into memberships (channel_no, member_no, joined_at) values (?, ?, ?)");
  await env.DB.batch(people.map((person) => join.bind(row?.no, person.no, Date.now())));
  return { id, no: row!.no };
}

export async function factsFor(channelId: string): Promise<ChannelFacts> {
  const row = await env.DB.prepare(
    `select c.no as channelNo, c.id as channelId, w.no as workspaceNo, w.id as workspaceId, c.kind as kind, c.posting as posting,
     p.id as parent, c.parent_seq as seq
     from channels c join workspaces w on w.no = c.workspace_no left join channels p on p.no = c.parent_no where c.id = ?`,
  )
    .bind(channelId)
    .first<Omit<ChannelFacts, "archived"> & { parent: string | null; seq: number }>();
  const { parent, seq, ...facts } = row!;
  const known = { ...facts, archived: false };
  return parent === null ? known : { ...known, thread: { seq, parent: await factsFor(parent) } };
}

/**
 * Fills a channel through its room, as an import does: no rate, real log, real batches. Where people have written already nothing is
 * imported any more: there a crowd writes, each of them as much as one may at once.
 */
export async function fill(
  channelId: string,
  author: Somebody,
  count: number,
  startAt = Date.now() - count * 1000,
): Promise<void> {
  const facts = await factsFor(channelId);
  for (let done = 0; done < count; done += 200) {
    const batch = Array.from({ length: Math.min(200, count - done) }, (_, i) => {
      const at = startAt + (done + i) * 1000;
      return { id: uuidv7({ msecs: at }), author: author.id, at, body: `line ${done + i + 1}` };
    });
    const { takenOverBy } = await roomOf(env, channelId).importMessages(facts, batch);
    if (takenOverBy) await writtenByCrowd(facts, batch);
  }
}

const AT_ONCE = 10;
let people = 0;

async function writtenByCrowd(facts: ChannelFacts, messages: { id: string; body: string }[]): Promise<void> {
  const room = roomOf(env, facts.channelId);
  const written = messages.map(({ id, body }, i) => {
    if (i % AT_ONCE === 0) people += 1;
    const who = { member: `crowd-${people}`, memberNo: 1_000_000 + people, handleKey: `crowd${people}` };
    return room.post(
      facts,
      { ...who, role: "student" as const, mutedUntil: null, session: "", tokenHash: "" },
      { id, body },
    );
  });
  for (const { ok } of await Promise.all(written)) if (!ok) throw new Error("the crowd may not write here");
}

/** What the history in D1 says, oldest first. Whoever asks again and again lets timers run: workerd serves its own calls before them. */
export async function storedIn(channelId: string): Promise<Pick<Message, "id" | "seq" | "rev" | "body">[]> {
  await scheduler.wait(1);
  const { results } = await env.DB.prepare(
    `select m.id, m.key - c.no * 4294967296 as seq, m.rev, m.body from messages m join channels c on m.key between c.no * 4294967296 and c.no * 4294967296 + 4294967295
     where c.id = ? order by m.key`,
  )
    .bind(channelId)
    .all<Pick<Message, "id" | "seq" | "rev" | "body">>();
  return results;
}

/** Waits until D1 has what the room has: asks the room to carry over, which is what its alarm does. */
export async function carriedOver(
  channelId: string,
  count: number,
): Promise<Pick<Message, "id" | "seq" | "rev" | "body">[]> {
  for (;;) {
    const rows = await storedIn(channelId);
    if (rows.length >= count) return rows;
    await roomOf(env, channelId).changesWithin(await factsFor(channelId), 1, 1, 0);
    // Calls inside workerd are served before any timer, and a timer may be what the room waits for.
    await scheduler.wait(0);
  }
}
