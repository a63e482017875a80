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
