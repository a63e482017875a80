import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

test("R161, R57: migrations apply on an empty database and on the one of every earlier step, and keep what is in it", async () => {
  const steps = env.TEST_MIGRATIONS.find(({ binding }) => binding === "DB")?.migrations ?? [];
  for (let earlier = 1; earlier < steps.length; earlier++) {
    await reset();
    await applyD1Migrations(env.DB, steps.slice(0, earlier));
    await env.DB.exec("INSERT INTO workspaces (no, id, name, created_at) VALUES (1, 'w', 'Class', 1)");
    await env.DB.exec(
      "INSERT INTO messages (key, id, rev, author, at, body) VALUES (4294967297, 'm', 1, 'a', 1, 'kept')",
    );
    await applyD1Migrations(env.DB, steps);
    expect(await env.DB.prepare("SELECT body FROM messages").first("body")).toBe("kept");
    expect(await env.DB.prepare("SELECT name FROM workspaces").first("name")).toBe("Class");
  }
});

test("R161: followed threads of before are told from channels, as of their newest message", async () => {
  const steps = env.TEST_MIGRATIONS.find(({ binding }) => binding === "DB")?.migrations ?? [];
  const at = steps.findIndex(({ name }) => name.includes("followed_threads"));
  await reset();
  await applyD1Migrations(env.DB, steps.slice(0, at));
  await env.DB.batch(
    [
      "INSERT INTO workspaces (no, id, name, created_at) VALUES (1, 'w', 'Class', 1)",
      "INSERT INTO members (no, id, workspace_no, handle, handle_key, name, role, joined_at) VALUES (1, 'm', 1, 'h', 'h', 'N', 'student', 1)",
      "INSERT INTO channels (no, id, workspace_no, kind, created_at) VALUES (1, 'c', 1, 'public', 1)",
      `INSERT INTO channels (no, id, workspace_no, kind, created_at, parent_no, parent_seq)
       SELECT value, 't' || value, 1, 'thread', 1, 1, value FROM json_each('[2,3]')`,
      "INSERT INTO memberships (channel_no, member_no, joined_at) SELECT value, 1, 7 FROM json_each('[1,2,3]')",
      `INSERT INTO messages (key, id, rev, author, at, body)
       SELECT 2 * 4294967296 + value, 'm' || value, value, 'm', value * 100, 'x' FROM json_each('[1,2]')`,
    ].map((sql) => env.DB.prepare(sql)),
  );
  await applyD1Migrations(env.DB, steps);
  const { results } = await env.DB.prepare(
    "SELECT channel_no AS no, active_at AS at FROM memberships ORDER BY 1",
  ).all();
  expect(results).toEqual([
    { no: 1, at: null },
    { no: 2, at: 200 },
    { no: 3, at: 7 },
  ]);
});

test("I10: what is written often is one row: sessions, memberships and mentions have no rowid beside their key", async () => {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%' ORDER BY name",
  ).all<{ name: string }>();
  const names = results.map(({ name }) => name);
  for (const table of ["drafts", "landmarks", "memberships", "mentions", "sessions"]) expect(names).toContain(table);
});
