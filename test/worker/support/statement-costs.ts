/** What a piece of work asks of D1, and how many rows that reads. */
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { entered } from "../../../worker/access.ts";
import { readSessionWithWorkspace } from "../../../worker/store/session-with-workspace.ts";
import { planOf, walksIn, watchStatements, type Asked } from "../../support/d1-statements.ts";
import type { Classroom, Somebody } from "./classroom.ts";

const watched = watchStatements(env.DB);
/** Everything that was asked in this file of tests. */
const allAsked: Asked[] = [];

/** What `work` asks of D1; every statement of it finds its rows by a key or an index. */
export async function asked(work: () => Promise<unknown>): Promise<Asked[]> {
  watched.take();
  await work();
  const statements = watched.take();
  for (const statement of statements) {
    const d1 = /\b(?:found|dictionary_\w+)\b/u.test(statement.sql) ? env.SEARCH : env.DB;
    expect({ walks: walksIn(await planOf(d1, statement), statement.sql), of: statement.sql }).toEqual({
      walks: [],
      of: statement.sql,
    });
  }
  watched.take();
  allAsked.push(...statements);
  return statements;
}
export const rowsRead = (statements: Asked[]) => statements.reduce((sum, each) => sum + each.rowsRead, 0);
export const costOf = async (work: () => Promise<unknown>) => rowsRead(await asked(work));

export const tokenHashOf = async ({ token }: Somebody) =>
  Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token))).toString("base64url");
export const contextIn = async (classroom: Classroom, who: Somebody) =>
  entered(
    (await readSessionWithWorkspace(env.DB, { tokenHash: await tokenHashOf(who), placeId: classroom.id })).context,
  );

/** So many people with a session each, in the channel `channelNo`. */
export async function fillWithSockets(classroom: Classroom, channelNo: number, count: number): Promise<void> {
  const nos = JSON.stringify(Array.from({ length: count }, (_, i) => i));
  await env.DB.batch([
    env.DB.prepare(
      `insert into users (id, handle, handle_key, created_at) select 'crowd-' || value, 'crowd-' || value, 'crowd-' || value, 1 from json_each(?)`,
    ).bind(nos),
    env.DB.prepare(
      `insert into members (id, workspace_no, user_no, handle, handle_key, name, role, joined_at)
       select u.id, ?, u.no, u.handle, u.handle, u.handle, 'student', 1 from users u where u.id like 'crowd-%'`,
    ).bind(classroom.no),
    env.DB.prepare(
      `insert into sessions (token_hash, id, user_no, kind, name, created_at, last_seen_at, expires_at)
       select u.id, u.id, u.no, 'token', 't', 1, 1, ? from users u where u.id like 'crowd-%'`,
    ).bind(Date.now() + 3_600_000),
    env.DB.prepare(
      `insert into memberships (channel_no, member_no, joined_at) select ?, no, 1 from members where id like 'crowd-%'`,
    ).bind(channelNo),
  ]);
}

/**
 * How many statements of these files take their rows as JSON, and which of them nobody has asked yet in this file of tests.
 * @param sources text of each file by its path
 */
export function jsonStatementsIn(sources: Record<string, string>): { found: number; missing: string[] } {
  const flat = (text: string) => text.replace(/\s+/gu, " ");
  const texts = [...new Set(allAsked.map(({ sql }) => flat(sql)))];
  const missing: string[] = [];
  let found = 0;
  for (const [path, source] of Object.entries(sources)) {
    for (const { index } of source.matchAll(/json_each\(/gu)) {
      found += 1;
      // The fixed words before it, as far as one literal goes.
      const before = source.slice(Math.max(0, index - 400), index);
      const words = flat(before.slice(before.search(/[^`}]*$/u)))
        .trimStart()
        .slice(-60);
      if (!texts.some((text) => text.includes(`${words}json_each(`))) missing.push(`${path}: ${words}`);
    }
  }
  return { found, missing };
}
