/** What a piece of work asks of D1, and how many rows that reads. */
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { entered } from "../../../worker/access.ts";
import { readSessionWithWorkspace } from "../../../worker/store/session-with-workspace.ts";
import { planOf, walksIn, watchStatements, type Asked } from "../../support/d1-statements.ts";
import type { Classroom, Somebody } from "./classroom.ts";

const watched = watchStatements(env.DB);
/** Everything that was asked in this file of tests. */
export const allAsked: Asked[] = [];

/** What `work` asks of D1; every statement of it finds its rows by a key or an index. */
export async function asked(work: () => Promise<unknown>): Promise<Asked[]> {
  watched.take();
  await work();
  const statements = watched.take();
  for (const statement of statements) {
    expect({ walks: walksIn(await planOf(env.DB, statement), statement.sql), of: statement.sql }).toEqual({
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
