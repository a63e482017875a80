import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

test("R161, R57: migrations apply on an empty database and on the one of every earlier step, and keep what is in it", async () => {
  const steps = env.TEST_MIGRATIONS;
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

test("I10: what is written often is one row: sessions, memberships and mentions have no rowid beside their key", async () => {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%' ORDER BY name",
  ).all<{ name: string }>();
  const names = results.map(({ name }) => name);
  for (const table of ["drafts", "landmarks", "memberships", "mentions", "sessions"]) expect(names).toContain(table);
});
