import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Message } from "../../../protocol/index.ts";
import { CREATE_LOG, changeRow, insertRow, toStored, type LogRow } from "../../../worker/room/log/log-rows.ts";
import { readBlock } from "../../../worker/store/history.ts";
import { readMessage, writeMessages } from "../../../worker/store/messages.ts";
import { inObject } from "../support/in-room.ts";

const full: Message = {
  id: "01900000-0000-7000-8000-000000000001",
  seq: 3,
  rev: 9,
  author: "ada",
  at: 1_000,
  body: 'Quotes " and \\ and\nlines, 🎉 and \u2028',
  editedAt: 2_000,
  replyTo: 2,
  meta: { pinned: { by: "bo", at: 5 }, toCome: ["unknown here"] },
};
const plain: Message = {
  id: "01900000-0000-7000-8000-000000000002",
  seq: 4,
  rev: 10,
  author: "bo",
  at: 1_001,
  body: "",
};
const { replyTo: _replyTo, meta: _meta, editedAt: _editedAt, ...rest } = full;
const deleted: Message = { ...rest, rev: 11, body: "", deletedAt: 3_000 };
const SEALED = JSON.stringify({ bodyRev: 9 });

/** A number that no other test has for its channel. */
let channelNo = 900_000;
const inHistory = async (messages: (Message & { sealed?: string })[]) => {
  channelNo += 1;
  for (const { sealed, ...message } of messages)
    await writeMessages(
      env.DB,
      { channelNo, workspaceNo: 1 },
      [message],
      [],
      JSON.stringify([{ ...message, ...(sealed !== undefined && { sealed }) }]),
    );
  return channelNo;
};
const inLog = (change: (sql: SqlStorage) => void) =>
  inObject(({ storage: { sql } }) => {
    sql.exec(CREATE_LOG);
    change(sql);
    return sql.exec<LogRow>("SELECT * FROM log ORDER BY seq").toArray().map(toStored);
  });

describe("a message is the same wherever it is kept", () => {
  test("P1: every field comes back from the room's log, from the history, and from the JSON that the history writes", async () => {
    expect(
      await inLog((sql) => {
        insertRow(sql, full, SEALED);
        insertRow(sql, plain, undefined);
      }),
    ).toEqual([{ ...full, sealed: SEALED }, plain]);
    const no = await inHistory([{ ...full, sealed: SEALED }, plain]);
    expect(await readMessage(env.DB, no, full.seq)).toEqual({ ...full, sealed: SEALED });
    expect(await readMessage(env.DB, no, plain.seq)).toEqual(plain);
    const page = await readBlock(env.DB, no, { from: 1, to: 9 });
    expect(page.map(({ json }) => JSON.parse(json) as Message)).toEqual([full, plain]);
  });

  test("P1: what a newer state has no more is gone from both, and who wrote it when stays", async () => {
    const [inRoom] = await inLog((sql) => {
      insertRow(sql, full, SEALED);
      changeRow(sql, deleted, undefined, full.rev);
    });
    expect(inRoom).toEqual(deleted);
    const no = await inHistory([{ ...full, sealed: SEALED }, deleted]);
    expect(await readMessage(env.DB, no, full.seq)).toEqual(deleted);
  });

  test("I8: an older state that comes late, and one that comes twice, change nothing in the history", async () => {
    const no = await inHistory([deleted, { ...full, sealed: SEALED }, { ...deleted, body: "again" }]);
    expect(await readMessage(env.DB, no, full.seq)).toEqual(deleted);
  });
});
