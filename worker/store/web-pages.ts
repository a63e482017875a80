/** Public channels that anyone on the web can read: how they are opened, and what is found by their addresses. */
import { eq, sql } from "drizzle-orm";
import type { OnWeb } from "../../protocol/web-pages.ts";
import { auditStatement, type Act } from "./audit.ts";
import type { ChannelRow, Db, WorkspaceRow } from "./db.ts";
import { KEYS } from "./message-key.ts";
import { parents } from "./membership-context.ts";
import type { Permit } from "./permit.ts";
import { raw } from "./raw.ts";
import { channels, workspaces } from "./schema.ts";

/** @param onWeb null: for the class alone again */
export async function setOnWeb(db: Db, permit: Permit<"showOnWeb">, onWeb: OnWeb | null): Promise<void> {
  const { channel, member } = permit;
  const web = onWeb && { ...onWeb, by: member.no };
  const act: Act = onWeb
    ? { act: "channelOnWeb", channel: channel.no, details: { names: onWeb.names, from: onWeb.from } }
    : { act: "channelOffWeb", channel: channel.no };
  await db.batch([
    db.update(channels).set({ web }).where(eq(channels.no, channel.no)),
    auditStatement(db, permit, act, Date.now()),
  ]);
}

/** A channel, or a thread in one, that anyone may read, and how. */
export interface WebPlace {
  workspace: WorkspaceRow;
  channel: ChannelRow;
  /** Of a thread: the channel it hangs in. */
  parent: ChannelRow | null;
  onWeb: OnWeb;
  /** The first place in it that is shown: all of a thread, which hangs on a message that is. */
  from: number;
}

/** By the id in its address; undefined for whatever is not for everybody. One query. */
export async function findOnWeb(db: Db, id: string): Promise<WebPlace | undefined> {
  const row = await db
    .select({ workspace: workspaces, channel: channels, parent: parents })
    .from(channels)
    .innerJoin(workspaces, eq(workspaces.no, channels.workspaceNo))
    .leftJoin(parents, eq(parents.no, channels.parentNo))
    .where(eq(channels.id, id))
    .get();
  return row && placeIn(row);
}

function placeIn({ workspace, channel, parent }: Pick<WebPlace, "workspace" | "channel" | "parent">) {
  const home = channel.kind === "thread" ? parent : channel;
  // Held once more than where it is written: of any other kind nothing is for everybody, whatever a row says.
  if (home?.kind !== "public" || home.web === null) return undefined;
  const onWeb = home.web;
  if (channel.kind !== "thread") return { workspace, channel, parent: null, onWeb, from: onWeb.from };
  if ((channel.parentSeq ?? 0) < onWeb.from) return undefined;
  // A thread is archived with its channel, as it is for members (membership-context.ts).
  return { workspace, channel: { ...channel, archivedAt: home.archivedAt }, parent: home, onWeb, from: 1 };
}

export interface ListedOnWeb {
  id: string;
  from: number;
  lastSeq: number;
  /** ms; null while it is empty. */
  lastAt: number | null;
}
const LISTED_MAX = 5_000;

// The index has those alone, and is read from its beginning.
/** Those of all classes but the ones that anybody may try, newest first: two rows read for each. */
export async function listOnWeb(db: Db): Promise<ListedOnWeb[]> {
  return raw<ListedOnWeb>(
    db,
    sql`select c.id, json_extract(c.web, '$.from') as "from", coalesce(last.key - c.no * ${KEYS}, 0) as lastSeq, last.at as lastAt
      from channels c indexed by channels_on_web
      join workspaces w on w.no = c.workspace_no and w.demo = 0
      left join messages last on last.key = (select max(key) from messages
        where key > c.no * ${KEYS} and key < (c.no + 1) * ${KEYS})
      where c.no > 0 and c.web is not null and c.kind = 'public' order by c.no desc limit ${sql.raw(String(LISTED_MAX))}`,
  );
}
