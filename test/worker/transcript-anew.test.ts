/** A history that is another one than the one that a device checked before: written anew, or brought back from a backup. */
import { describe, expect, it } from "vitest";
import { PROOF_BLOCK } from "../../protocol/transcript/proof.ts";
import { aChannel, checked } from "./support/checked-history.ts";

describe("a history of less than a block", () => {
  it("that was written anew is found by the device that checked it before, and what is said after that is not", async () => {
    const { ada, channel, say, at, inHistory, inRoom } = await aChannel();
    await say("One");
    await say("Two");
    const before = (await checked(ada, channel.id)).whole!.kept;
    await say("Three");
    expect((await checked(ada, channel.id, { before })).whole).toMatchObject({ last: 3 });
    await inHistory("update messages set body = 'Rewritten' where key = ?", at(1));
    await inRoom("DELETE FROM chain_blocks");
    expect((await checked(ada, channel.id, { before })).flaw).toEqual({ what: "rewritten", seq: 1 });
  });
});

describe("a history whose class was brought back from a backup", () => {
  const COUNT = PROOF_BLOCK + 20;
  const CHECKED_AT = 1_000;
  /** As after a restore: the room is a new one, and the class says of itself what happened. */
  async function restored(at: number) {
    const made = await aChannel(COUNT);
    const { ada, channel, inHistory, inRoom } = made;
    const { whole } = await checked(ada, channel.id);
    await inRoom("DELETE FROM chain_blocks");
    await inHistory(
      `update workspaces set meta = json_set(coalesce(meta, '{}'), '$.restoredAt', ?)
       where no = (select workspace_no from channels where no = ?)`,
      ...[at, channel.no],
    );
    return { ...made, kept: { ...whole!.kept, at: CHECKED_AT } };
  }

  it("is told as that by the device that checked it before, with the date that the server says, and is held from then on", async () => {
    const at = CHECKED_AT + 1;
    const { ada, channel, kept, inRoom } = await restored(at);
    const { whole } = await checked(ada, channel.id, { before: kept });
    expect(whole).toMatchObject({ last: COUNT, restored: { at, unlike: COUNT } });
    const after = { ...whole!.kept, at: at + 1 };
    expect((await checked(ada, channel.id, { before: after })).whole?.restored).toEqual({ at, unlike: null });
    await inRoom("DELETE FROM chain_blocks");
    expect((await checked(ada, channel.id, { before: after })).flaw).toEqual({ what: "rewritten", seq: 1 });
  });

  it("explains nothing that was checked after it", async () => {
    const { ada, channel, kept } = await restored(CHECKED_AT - 1);
    expect((await checked(ada, channel.id, { before: kept })).flaw).toEqual({ what: "rewritten", seq: 1 });
  });

  it("says up to where it was checked before, where the backup ends sooner", async () => {
    const { ada, channel, kept } = await restored(CHECKED_AT + 1);
    const longer = { ...kept, last: COUNT + 5 };
    expect((await checked(ada, channel.id, { before: longer })).whole?.restored?.unlike).toBe(COUNT + 5);
  });

  it("still has each message that was changed since found by its place", async () => {
    const { ada, channel, kept, at, inHistory } = await restored(CHECKED_AT + 1);
    await checked(ada, channel.id);
    await inHistory("update messages set body = body || '.' where key = ?", at(9));
    expect((await checked(ada, channel.id, { before: kept })).flaw).toEqual({ what: "changed", seq: 9 });
  });
});
