/** A class for the bench, put straight into D1: people with sessions, channels that all of them are in, two long histories. */
import type { D1Database } from "@cloudflare/workers-types";
import { createHash, randomBytes } from "node:crypto";

export const PEOPLE_MAX = 1_000;
export const CHANNELS = 60;
export const WORKSPACE = "benchclass";
export const SHORT = 1;
export const LONG = 2;
export const SHORT_LENGTH = 1_000;
/** The channels after these two are empty. */
export const FIRST_FRESH = 3;
/** A channel with reactions, polls and threads, and words without any markup. */
export const PARTS = 61;
/** Channels in which people talk as they do: the same with code, lists and links. The first is the longest. */
export const LIVELY = [62, 63, 64, 65, 66, 67, 68] as const;
export const LIVELY_LENGTH = 831;
const LIVELY_SHORT = 120;
const MONTH_MS = 30 * 24 * 3_600_000;

export const channelId = (no: number) => `channel-${no}`;

export interface BenchClass {
  /** Person `i`'s session. */
  token(i: number): string;
  /** Headers of a request by person `i`. */
  headers(i: number): Record<string, string>;
}

/** @param longLength messages in the channel `LONG` */
export async function fillBenchClass(d1: D1Database, longLength: number, people = PEOPLE_MAX): Promise<BenchClass> {
  const tokens = Array.from({ length: people }, () => randomBytes(32).toString("base64url"));
  const hashOf = (token: string) => createHash("sha256").update(token).digest("base64url");
  const persons = JSON.stringify(tokens.map((token, i) => ({ no: i + 1, hash: hashOf(token) })));
  const channels = JSON.stringify(Array.from({ length: CHANNELS }, (_, i) => i + 1));
  const now = Date.now();
  const run = (sql: string, ...values: unknown[]) =>
    d1
      .prepare(sql)
      .bind(...values)
      .run();

  await run("insert into workspaces (no, id, name, created_at) values (1, ?, 'Bench', ?)", WORKSPACE, now);
  await run(
    `insert into users (no, id, handle, handle_key, created_at)
     select value->>'no', 'user-' || (value->>'no'), 'user' || (value->>'no'), 'user' || (value->>'no'), ?1 from json_each(?2)`,
    now,
    persons,
  );
  await run(
    `insert into members (no, id, workspace_no, user_no, handle, handle_key, name, role, joined_at)
     select value->>'no', 'member-' || (value->>'no'), 1, value->>'no', 'user' || (value->>'no'), 'user' || (value->>'no'), 'Person', 'student', ?1
     from json_each(?2)`,
    now,
    persons,
  );
  await run(
    `insert into sessions (token_hash, id, user_no, kind, name, created_at, last_seen_at, expires_at)
     select value->>'hash', 'session-' || (value->>'no'), value->>'no', 'browser', 'bench', ?1, ?1, ?2 from json_each(?3)`,
    now,
    now + MONTH_MS,
    persons,
  );
  await run(
    `insert into channels (no, id, workspace_no, kind, name, created_at)
     select value, 'channel-' || value, 1, 'public', 'channel-' || value, ?1 from json_each(?2)`,
    now,
    channels,
  );
  await run(
    `insert into memberships (channel_no, member_no, joined_at)
     select c.value, p.value->>'no', ?1 from json_each(?2) c, json_each(?3) p`,
    now,
    channels,
    persons,
  );
  await fillHistory(d1, SHORT, SHORT_LENGTH, now);
  await fillHistory(d1, LONG, longLength, now);
  const token = (i: number) => tokens[i % people] ?? "";
  return { token, headers: (i) => ({ authorization: `Bearer ${token(i)}` }) };
}

async function fillHistory(d1: D1Database, channelNo: number, count: number, now: number): Promise<void> {
  for (let from = 1; from <= count; from += 5_000) {
    const seqs = JSON.stringify(Array.from({ length: Math.min(5_000, count - from + 1) }, (_, i) => from + i));
    await d1
      .prepare(
        `insert into messages (key, id, rev, author, at, body)
         select ?1 * 4294967296 + value, printf('01900000-0000-7000-8000-%012x', value), value, 'member-' || (1 + value % 60),
           ?2 - (?3 - value) * 1000,
           'Line ' || value || ' of a long conversation about loops, lists and why the last one is off by one again.'
         from json_each(?4)`,
      )
      .bind(channelNo, now, count, seqs)
      .run();
  }
}

/** Fills the channels `PARTS` and `LIVELY`; everybody is in them, and has read them. */
export async function fillLively(d1: D1Database, people: number): Promise<void> {
  const now = Date.now();
  const run = (sql: string, ...values: unknown[]) =>
    d1
      .prepare(sql)
      .bind(...values)
      .run();
  const lengths = [PARTS, ...LIVELY].map((no) => ({ no, count: no === LIVELY[0] ? LIVELY_LENGTH : LIVELY_SHORT }));
  await run(
    `insert into channels (no, id, workspace_no, kind, name, created_at)
     select value->>'no', 'channel-' || (value->>'no'), 1, 'public', 'lively-' || (value->>'no'), ?1 from json_each(?2)`,
    now,
    JSON.stringify(lengths),
  );
  await run(
    `insert into memberships (channel_no, member_no, joined_at, read_seq)
     select value->>'no', m.no, ?1, value->>'count' from json_each(?2), members m`,
    now,
    JSON.stringify(lengths),
  );
  const names = JSON.stringify(NAMES.map((name, i) => ({ name, i })));
  await run(
    `update members set name = (select value->>'name' from json_each(?1) where value->>'i' = (members.no - 1) % ?2)`,
    names,
    NAMES.length,
  );
  for (const { no, count } of lengths) {
    const messages = Array.from({ length: count }, (_, i) =>
      livelyMessage(no, i + 1, people, now - (count - i) * 60_000),
    );
    await run(
      `insert into messages (key, id, rev, author, at, body, reply_to, meta)
       select ?1 * 4294967296 + (value->>'seq'), printf('01900000-0000-7000-9%03x-%012x', ?1, value->>'seq'), value->>'seq', value->>'author',
         value->>'at', value->>'body', value->>'replyTo', value->'meta'
       from json_each(?2)`,
      no,
      JSON.stringify(messages),
    );
  }
}

/** Letters of several subsets of the page's font. */
const NAMES = ["Ana Costa", "Zoë Łukasik", "Nguyễn An", "Олена Ткач", "Jörg Weiß", "Ελένη", "Tom Reed", "Şule Yıldız"];

const PLAIN_BODIES = [
  "Does anybody have the slides of the second part?",
  "Thanks, that was it.",
  "See you on Thursday, the room is the one behind the library. We begin with what was left over from last week and then look at your own examples, so bring them along.",
  "Yes",
];

const BODIES = [
  "The last one is off by one again: `range(1, n)` stops before **n**.",
  "I think so too. https://docs.python.org/3/library/stdtypes.html#range says it in the third paragraph.",
  "Here it is:\n\n```python\ndef total(numbers):\n    result = 0\n    for number in numbers:\n        result += number\n    return result\n```",
  ...PLAIN_BODIES,
  "Three things to remember:\n\n- the list is not copied\n- the loop runs over what is there now\n- `sorted` makes a new one",
];

function livelyMessage(channelNo: number, seq: number, people: number, at: number): Record<string, unknown> {
  const member = (i: number) => `member-${1 + (i % people)}`;
  const meta: Record<string, unknown> = {};
  if (seq % 4 === 0)
    meta["reactions"] = ["👍", "🎉"].map((emoji, i) => ({
      emoji,
      members: [member(seq), member(seq + 1)],
      count: 2 + i,
    }));
  if (seq % 15 === 5)
    meta["thread"] = { channel: `thread-${seq}`, count: 3, lastAt: at, people: [member(1), member(2)] };
  const bodies = channelNo === PARTS ? PLAIN_BODIES : BODIES;
  const question = "When shall we meet?";
  const isPoll = seq % 30 === 10;
  if (isPoll) meta["poll"] = { question, ...POLL, options: ["Monday", "Thursday"].map((text) => ({ text, votes: 1 })) };
  return {
    seq,
    author: member(seq >> 1),
    at,
    body: isPoll ? question : bodies[seq % bodies.length],
    ...(seq % 12 === 7 && { replyTo: seq - 2 }),
    ...(Object.keys(meta).length > 0 && { meta }),
  };
}

const POLL = { multiple: false, secret: false, sealed: false, open: false, voted: ["member-3", "member-4"] };
