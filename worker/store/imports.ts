/** What an import brings into a workspace. Everything is known by its key in the source, so that a second run finds the first. */
import { and, eq, isNotNull, isNull, sql, type SQL } from "drizzle-orm";
import { HandleSchema, parse, type ImportMessage, type Role } from "../../protocol/index.ts";
import type { Permit } from "./permit.ts";
import { handleKey, handlesLike, skeletonOf } from "../handles/handles.ts";
import { isReserved } from "../handles/reserved.ts";
import { Refused } from "../refused.ts";
import { freeChannelName } from "./channel-names.ts";
import { directKeyOf, type Entered } from "./channels.ts";
import type { ChannelRow, Db } from "./db.ts";
import { checkedIn } from "./members.ts";
import { enter, theseMembers, type Person } from "./memberships.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { channels, members, memberships } from "./schema.ts";
import { fillSkeletons } from "./skeletons.ts";
import { keyOf, lastKeyOf } from "./message-key.ts";
import { because } from "../../protocol/reasons.ts";

type Importing = Permit<"importHistory">;

/** Somebody else may take a name between asking and writing; then it is asked again. */
const TRIES = 4;

export interface ImportedPerson {
  key: string;
  /** As the source has it; may be anything. */
  handle: string;
  name: string;
  /** What they were where they come from. It allows nothing here. */
  there?: { role: Role; program?: true | undefined } | undefined;
}

/** Members for these people, by their keys: those who came with an earlier run, and new ones without an account. */
export async function importPeople(
  db: Db,
  { workspace }: Importing,
  people: ImportedPerson[],
): Promise<Map<string, string>> {
  const byKey = new Map(people.map((person) => [person.key, person]));
  const known = new Map<string, string>();
  for (let tries = 0; tries < TRIES; tries++) {
    for (const { key, id } of await membersBySource(db, workspace.no, [...byKey.keys()])) known.set(key, id);
    const missing = [...byKey.values()].filter(({ key }) => !known.has(key));
    if (missing.length === 0) return known;
    await insertPeople(db, workspace.no, missing);
  }
  throw new Refused("unavailable");
}

async function membersBySource(db: Db, workspaceNo: number, keys: string[]): Promise<{ key: string; id: string }[]> {
  return raw<{ key: string; id: string }>(
    db,
    sql`select source_key as key, id from members
    where workspace_no = ${workspaceNo} and source_key in (select value from json_each(${JSON.stringify(keys)}))`,
  );
}

async function insertPeople(db: Db, workspaceNo: number, people: ImportedPerson[]): Promise<void> {
  const wishes = people.map((person) => ({ person, handles: handlesFor(person) }));
  const keys = wishes.flatMap(({ handles }) => handles.flatMap((handle) => [handleKey(handle), skeletonOf(handle)]));
  await fillSkeletons(db, workspaceNo);
  const among = sql`workspace_no = ${workspaceNo} and`;
  const these = sql`(select value from json_each(${JSON.stringify(keys)}))`;
  const taken = await raw<{ key: string }>(
    db,
    sql`select handle_key as key from members where ${among} handle_key in ${these}
      union all select skeleton from members where ${among} skeleton in ${these}`,
  );
  const used = new Set(taken.map(({ key }) => key));
  const rows = wishes.flatMap(({ person, handles }) => {
    const handle = handles.find((each) => !used.has(handleKey(each)) && !used.has(skeletonOf(each)));
    if (handle === undefined) return [];
    const looks = skeletonOf(handle);
    used.add(handleKey(handle)).add(looks);
    const { key, name, there } = person;
    const meta = there && JSON.stringify({ there });
    return [{ id: publicId(), key, name, handle, handleKey: handleKey(handle), looks, meta }];
  });
  await raw(
    db,
    sql`insert into members (id, workspace_no, handle, handle_key, skeleton, name, role, source_key, joined_at, meta)
    select json_extract(value, '$.id'), ${workspaceNo}, json_extract(value, '$.handle'), json_extract(value, '$.handleKey'),
      json_extract(value, '$.looks'), json_extract(value, '$.name'), 'student', json_extract(value, '$.key'), ${Date.now()}, json_extract(value, '$.meta')
    from json_each(${JSON.stringify(rows)}) where 1 on conflict do nothing`,
  );
}

/** Valid handles nearest to what the source has, best first. */
function handlesFor({ key, handle }: Pick<ImportedPerson, "key" | "handle">): string[] {
  const kept = handle
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFC")
    .replace(/\s+/gu, ".")
    .replace(/[^\p{L}\p{M}\p{N}_.-]+|\p{Default_Ignorable_Code_Point}+/gu, "");
  const stem = cut(kept.replace(/^[^\p{L}\p{N}]+/u, "")) || "person";
  const wanted = stem.length < 3 ? `${stem}${endingOf(key)}` : stem;
  return [...(isReserved(wanted) ? [] : [wanted]), ...handlesLike(wanted)].filter(
    (each) => parse(HandleSchema, each).ok,
  );
}

const cut = (handle: string) =>
  [...handle]
    .slice(0, 20)
    .join("")
    .slice(0, 20)
    .toWellFormed()
    .replace(/[^\p{L}\p{M}\p{N}]+$/u, "");

/** What tells an imported name from one that is taken here. */
function endingOf(sourceKey: string): string {
  const source = /^([a-z]{3,10}):/u.exec(sourceKey)?.[1];
  return `-${source ?? "imported"}`;
}

export interface ImportedChannel {
  key: string;
  kind: "public" | "private" | "dm" | "group";
  name: string | undefined;
  topic: string;
  posting: "all" | "staff";
  createdAt: number | undefined;
  archived: boolean;
}

/**
 * The channel of this key, made if it is not there, with these people in it. One that is not open to all is for people without an
 * account, and for whoever imports it: nobody with an account is put into a conversation that others made up, and nobody opens a
 * door to themselves by importing again.
 */
export async function importChannel(
  db: Db,
  permit: Importing,
  wanted: ImportedChannel,
  people: Person[],
): Promise<Entered & { created: boolean }> {
  for (let tries = 0; tries < TRIES; tries++) {
    const known = await channelBySource(db, permit, wanted.key);
    if (known) {
      // What is closed there by now is not said to a class that has the channel from a time when it was open.
      if (known.kind === "public" && wanted.kind !== "public")
        throw new Refused("invalid", { field: "kind", ...because("import_more_open") });
      // Whose history is somebody's now is in it as that member already.
      const brought = people.filter(({ userNo, claimedBy }) => userNo === null && !claimedBy);
      const mayEnter = known.kind === "public" ? people : brought;
      const entered = await letIn(db, sql`c.no = ${known.no}`, mayEnter);
      return { channelNo: known.no, channelId: known.id, entered, created: false };
    }
    if (wanted.kind !== "public" && people.some(({ no, userNo }) => userNo !== null && no !== permit.member.no))
      throw new Refused("invalid", { field: "members", ...because("import_not_yours") });
    const made = await insertChannel(db, permit, wanted, people);
    if (made) return { ...made, created: true };
  }
  throw new Refused("unavailable");
}

async function channelBySource(db: Db, { workspace }: Importing, key: string): Promise<ChannelRow | undefined> {
  return db
    .select()
    .from(channels)
    .where(and(eq(channels.workspaceNo, workspace.no), eq(channels.sourceKey, key)))
    .get();
}

/** Is it closed, and read by people with accounts of whom the caller is none? */
export async function isOfOthers(db: Db, { member }: Importing, { no, kind }: ChannelRow): Promise<boolean> {
  if (kind === "public") return false;
  const living = await db
    .select({ no: members.no })
    .from(memberships)
    .innerJoin(members, eq(members.no, memberships.memberNo))
    .where(and(eq(memberships.channelNo, no), isNotNull(members.userNo)));
  return living.length > 0 && !living.some((one) => one.no === member.no);
}

async function letIn(db: Db, channel: SQL, people: Person[]): Promise<number[]> {
  if (people.length === 0) return [];
  const entered = await enter(db, { channel, people: theseMembers(people.map(({ no }) => no)), at: Date.now() });
  return entered.map(({ memberNo }) => memberNo);
}

/** Undefined when somebody else took its name or key meanwhile. */
async function insertChannel(
  db: Db,
  { workspace, member }: Importing,
  wanted: ImportedChannel,
  people: Person[],
): Promise<Entered | undefined> {
  const now = Date.now();
  const isNamed = wanted.kind === "public" || wanted.kind === "private";
  const name = isNamed ? await freeNameFor(db, workspace.no, wanted) : null;
  const directKey = wanted.kind === "dm" ? await freeDirectKey(db, workspace.no, people) : null;
  // Who imports sees what everybody may see; nobody else's private words.
  const inside = wanted.kind === "public" ? [...people.map(({ no }) => no), member.no] : people.map(({ no }) => no);
  const id = publicId();
  const [made, entered] = await db.batch([
    raw<{ no: number }>(
      db,
      sql`insert into channels (id, workspace_no, kind, name, topic, posting, created_at, archived_at, direct_key, source_key, meta)
      values (${id}, ${workspace.no}, ${wanted.kind}, ${name}, ${wanted.topic}, ${wanted.posting}, ${wanted.createdAt ?? now},
        ${wanted.archived ? now : null}, ${directKey}, ${wanted.key}, ${wanted.kind === "private" ? JSON.stringify({ broughtBy: member.no }) : null})
      on conflict do nothing returning no`,
    ),
    enter(db, { channel: sql`c.id = ${id}`, people: theseMembers(inside), at: now }),
  ]);
  const no = made[0]?.no;
  return no === undefined
    ? undefined
    : { channelNo: no, channelId: id, entered: entered.map(({ memberNo }) => memberNo) };
}

async function freeNameFor(db: Db, workspaceNo: number, { name, key }: ImportedChannel): Promise<string> {
  if (name === undefined) throw new Refused("invalid", { field: "name" });
  const there = await db
    .select({ no: channels.no })
    .from(channels)
    .where(and(eq(channels.workspaceNo, workspaceNo), eq(channels.name, name)))
    .get();
  return there ? freeChannelName(db, workspaceNo, name, { ending: endingOf(key) }) : name;
}

/**
 * The direct message in which people of the class talk, or will talk, is made by them. What an import brings stands beside it; of two
 * who were brought, it is the one there is.
 */
async function freeDirectKey(db: Db, workspaceNo: number, people: Person[]): Promise<string | null> {
  const [one, other = one] = people;
  if (!one || !other || people.length > 2)
    throw new Refused("invalid", { field: "members", ...because("direct_is_two") });
  if (one.userNo !== null || other.userNo !== null) return null;
  const key = directKeyOf(one.id, other.id);
  const there = await db
    .select({ no: channels.no })
    .from(channels)
    .where(and(eq(channels.workspaceNo, workspaceNo), eq(channels.directKey, key)))
    .get();
  return there ? null : key;
}

export async function channelRowByNo(db: Db, no: number): Promise<ChannelRow | null> {
  return (await db.select().from(channels).where(eq(channels.no, no)).get()) ?? null;
}

/** A channel that an import made, or undefined: messages of an import go nowhere else. */
export async function importedChannel(
  db: Db,
  { workspace }: Importing,
  channelId: string,
): Promise<ChannelRow | undefined> {
  return db
    .select()
    .from(channels)
    .where(and(eq(channels.id, channelId), eq(channels.workspaceNo, workspace.no), isNotNull(channels.sourceKey)))
    .get();
}

/**
 * Ids and places of what imports brought into a channel, ascending, without a word of it. What people wrote there since then is
 * nobody's business who brings history.
 */
export async function placesIn(
  db: Db,
  _permit: Importing,
  channelNo: number,
  { after, limit }: { after: number; limit: number },
): Promise<{ id: string; seq: number }[]> {
  const floor = keyOf(channelNo, 0);
  return raw<{ id: string; seq: number }>(
    db,
    sql`select id, key - ${floor} as seq from messages where key > ${floor + after} and key <= ${lastKeyOf(channelNo)}
      and not exists (select 1 from members where members.id = messages.author and members.user_no is not null)
    order by key limit ${limit}`,
  );
}

/**
 * The field of the first message in whose name an import may not speak: its author, or somebody who reacted or pinned it, is nobody of
 * this workspace, or has an account and speaks for themselves. Null when there is none.
 */
export async function findStranger(
  db: Db,
  { workspace }: Importing,
  messages: Pick<ImportMessage, "author" | "meta">[],
): Promise<string | null> {
  const othersIn = ({ meta }: Pick<ImportMessage, "meta">) => [
    ...(meta?.checkpoint ? [meta.checkpoint.by] : []),
    ...(meta?.poll ? [...meta.poll.voted, ...meta.poll.options.flatMap(({ voters }) => voters ?? [])] : []),
  ];
  const reactingIn = ({ meta }: Pick<ImportMessage, "meta">) => meta?.reactions?.flatMap((each) => each.members) ?? [];
  const pinnerOf = ({ meta }: Pick<ImportMessage, "meta">) => meta?.pinned?.by ?? [];
  const ids = new Set(
    messages.flatMap((message) =>
      [message.author, ...reactingIn(message), ...othersIn(message)].concat(pinnerOf(message)),
    ),
  );
  const found = await db
    .select({ id: members.id })
    .from(members)
    .where(
      and(
        sql`${members.id} in (select value from json_each(${JSON.stringify([...ids])}))`,
        checkedIn(workspace.no),
        isNull(members.userNo),
        // Whoever was found to be them since speaks for themselves, whatever a file says.
        sql`json_extract(${members.meta}, '$.claimedBy') is null`,
      ),
    );
  const brought = new Set(found.map(({ id }) => id));
  for (const [place, message] of messages.entries()) {
    if (!brought.has(message.author)) return `messages.${place}.author`;
    if (!reactingIn(message).every((id) => brought.has(id))) return `messages.${place}.meta.reactions`;
    if (!othersIn(message).every((id) => brought.has(id))) return `messages.${place}.meta.poll`;
    if (![pinnerOf(message)].flat().every((id) => brought.has(id))) return `messages.${place}.meta.pinned.by`;
  }
  return null;
}

/** History that was brought in is nobody's news: read marks of people with an account move by as many places. */
export async function countAsRead(db: Db, _permit: Importing, channelNo: number, messages: number): Promise<void> {
  if (messages === 0) return;
  await raw(
    db,
    sql`update memberships set read_seq = read_seq + ${messages}
    where channel_no = ${channelNo} and (select user_no from members where no = member_no) is not null`,
  );
}
