/** Who of a channel may be notified by push, and in which browsers: read at every push, so that what was left, muted or signed out a moment ago counts. */
import { settingsOf, type Message, type MyChannel, type QuietHours, type Role } from "../../protocol/index.ts";
import type { PushTarget } from "./push-devices.ts";

export interface Recipient {
  memberNo: number;
  /** Public member id. */
  member: string;
  handleKey: string;
  role: Role;
  notify: MyChannel["notify"];
  /** Of a thread: it or its channel. */
  isMuted: boolean;
  dndUntil: number | null;
  quietHours: QuietHours | null;
  /** As far as D1 knows. */
  readSeq: number;
  /** Public ids of those whom they blocked. */
  blocked: readonly string[];
  devices: PushTarget[];
}

/** Of whom it is asked: all of the channel, or these of them. */
export type Whom = { everyone: true } | { memberNos: readonly number[]; handleKeys: readonly string[] };

/** A channel; of a thread, `homeNo` is the channel that it hangs in, whose members may read it. */
export interface PushChannel {
  channelNo: number;
  homeNo: number;
  workspaceNo: number;
}

// Somebody of this PLACE is notified: first in a join, so that otherwise nothing else is read.
const IF_ANYBODY = `(SELECT user_no FROM push_devices WHERE user_no > 0 LIMIT 1) anybody CROSS JOIN`;
// CROSS JOIN keeps the order: SQLite would begin with the devices of everybody. A PLACE in which nobody is notified reads one row.
const RECIPIENTS = `SELECT m.no AS memberNo, m.id AS member, m.handle_key AS handleKey, m.role, m.dnd_until AS dndUntil,
    json_extract(m.meta, '$.settings') AS settings, coalesce(own.notify, 'mentions') AS notify, home.notify AS homeNotify,
    own.muted AS muted, own.mute_ends_at AS muteEndsAt, home.muted AS homeMuted, home.mute_ends_at AS homeMuteEndsAt,
    coalesce(own.read_seq, 0) AS readSeq,
    (SELECT group_concat(other.id, ' ') FROM blocks b JOIN members other ON other.no = b.blocked_no WHERE b.member_no = m.no) AS blocked,
    p.id, p.endpoint, p.p256dh, p.auth, p.kid, p.lang, p.words, p.origin
  FROM wanted CROSS JOIN members m ON m.no = wanted.no AND m.left_at IS NULL AND m.bot IS NULL
  CROSS JOIN memberships home ON home.channel_no = ?1 AND home.member_no = m.no
  CROSS JOIN push_devices p ON p.user_no = m.user_no
  CROSS JOIN sessions s ON s.token_hash = p.token_hash AND s.user_no = m.user_no AND s.expires_at > ?3
  LEFT JOIN memberships own ON own.channel_no = ?2 AND own.member_no = m.no`;
const OF_EVERYONE = `WITH wanted (no) AS (SELECT member_no FROM ${IF_ANYBODY} memberships WHERE channel_no = ?1) ${RECIPIENTS}`;
const OF_THESE = `WITH wanted (no) AS (SELECT value FROM ${IF_ANYBODY} json_each(?4) UNION
    SELECT named.no FROM ${IF_ANYBODY} json_each(?5) j CROSS JOIN members named ON named.workspace_no = ?6 AND named.handle_key = j.value) ${RECIPIENTS}`;

interface Row extends Omit<PushTarget, "words"> {
  memberNo: number;
  member: string;
  handleKey: string;
  role: Role;
  dndUntil: number | null;
  settings: string | null;
  notify: MyChannel["notify"];
  homeNotify: MyChannel["notify"];
  muted: number | null;
  muteEndsAt: number | null;
  homeMuted: number;
  homeMuteEndsAt: number | null;
  readSeq: number;
  blocked: string | null;
  words: number;
}

/** Those who may read the channel now and have a browser that is notified, in which they are signed in. @param now ms since 1970 */
export async function readRecipients(
  d1: D1Database,
  { channelNo, homeNo, workspaceNo }: PushChannel,
  whom: Whom,
  now: number,
): Promise<Recipient[]> {
  const { results } = await (
    "everyone" in whom
      ? d1.prepare(OF_EVERYONE).bind(homeNo, channelNo, now)
      : d1
          .prepare(OF_THESE)
          .bind(homeNo, channelNo, now, JSON.stringify(whom.memberNos), JSON.stringify(whom.handleKeys), workspaceNo)
  ).all<Row>();
  const people = new Map<number, Recipient>();
  for (const row of results) {
    const person = people.get(row.memberNo) ?? toRecipient(row, now);
    people.set(row.memberNo, person);
    const { id, endpoint, p256dh, auth, kid, lang, origin } = row;
    person.devices.push({ id, endpoint, p256dh, auth, kid, lang, origin, words: row.words === 1 });
  }
  return [...people.values()];
}

function toRecipient(row: Row, now: number): Recipient {
  const isOn = (muted: number | null, endsAt: number | null) => muted === 1 && (endsAt === null || endsAt > now);
  const { memberNo, member, handleKey, role, dndUntil, settings, readSeq, blocked } = row;
  return {
    ...{ memberNo, member, handleKey, role, dndUntil, readSeq, devices: [] },
    notify: row.homeNotify === "nothing" ? "nothing" : row.notify,
    isMuted: isOn(row.muted, row.muteEndsAt) || isOn(row.homeMuted, row.homeMuteEndsAt),
    quietHours: settingsOf(settings === null ? null : (JSON.parse(settings) as unknown)).quietHours,
    blocked: blocked?.split(" ") ?? [],
  };
}

const TOLD_OF_ALL = `SELECT s.member_no AS no FROM ${IF_ANYBODY} memberships s CROSS JOIN members m ON m.no = s.member_no AND m.left_at IS NULL
  WHERE s.channel_no = ?1 AND s.notify = 'all'
    AND EXISTS (SELECT 1 FROM push_devices p WHERE p.user_no = m.user_no)`;

/** Who wants to be notified of every message of a channel, or of a thread, and has a browser for that. Their numbers. */
export async function readToldOfAll(d1: D1Database, channelNo: number): Promise<number[]> {
  const { results } = await d1.prepare(TOLD_OF_ALL).bind(channelNo).all<{ no: number }>();
  return results.map(({ no }) => no);
}

// Each kind has an index of its own by member (memberships).
const CHANNELS_TOLD_OF_ALL = ["IS NULL", "IS NOT NULL"]
  .map(
    (
      kind,
    ) => `SELECT c.id FROM members m CROSS JOIN memberships s ON s.member_no = m.no AND s.active_at ${kind} AND s.notify = 'all'
  CROSS JOIN channels c ON c.no = s.channel_no WHERE m.user_no = ?1 AND m.left_at IS NULL`,
  )
  .join(" UNION ALL ");

/** Public ids of the channels and threads of whose every message this account wants to be notified. */
export async function channelsToldOfAll(d1: D1Database, userNo: number): Promise<string[]> {
  const { results } = await d1.prepare(CHANNELS_TOLD_OF_ALL).bind(userNo).all<{ id: string }>();
  return results.map(({ id }) => id);
}

/** What the words of a notification are made of: what the channel is called, or the one that a thread hangs in, and who wrote. */
export async function readCalled(
  d1: D1Database,
  homeNo: number,
  authors: readonly Message["author"][],
): Promise<{ kind: string; name: string; names: Map<string, string> }> {
  const [place, people] = await d1.batch<{ kind: string; name: string; id: string }>([
    d1
      .prepare(`SELECT kind, coalesce(name, json_extract(meta, '$.name'), '') AS name FROM channels WHERE no = ?`)
      .bind(homeNo),
    d1
      .prepare(`SELECT m.id, m.name FROM json_each(?) j CROSS JOIN members m ON m.id = j.value`)
      .bind(JSON.stringify([...new Set(authors)])),
  ]);
  const { kind = "public", name = "" } = place?.results[0] ?? {};
  return { kind, name, names: new Map(people?.results.map((each) => [each.id, each.name])) };
}
