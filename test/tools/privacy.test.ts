/** The privacy page is made from what is stored: a field that nobody described fails. */
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { page, undescribed } from "../../tools/privacy/page.ts";
import { TABLES } from "../../tools/privacy/stored.ts";

test("everything that is stored is described, and nothing that is not", async () => {
  expect(await undescribed()).toEqual([]);
});

test("a new column, a new table, and one that is gone are told by name", async () => {
  const { users, drafts } = TABLES;
  const { password_hash: _hash, ...columns } = users!.columns!;
  delete TABLES["drafts"];
  TABLES["users"] = { ...users!, columns: { ...columns, shoe_size: "of the foot" } };
  try {
    const faults = (await undescribed()).join("\n");
    for (const name of ["users.password_hash is stored", "users.shoe_size, which is not", "table drafts is stored"])
      expect(faults).toContain(name);
  } finally {
    Object.assign(TABLES, { users, drafts });
  }
});

test("the page names each field once in its table, and keeps what was written by hand", async () => {
  const text = await readFile("docs/privacy.md", "utf8");
  const made = await page(text);
  expect(made).toContain("#### `sessions`");
  expect(made.startsWith(text.slice(0, text.indexOf("## Field by field")))).toBe(true);
});
