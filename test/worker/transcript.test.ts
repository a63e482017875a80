/** A channel's history checked by who reads it: whole through everything that people do, and each kind of tampering found by its place. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { Chain, HASH_BYTES } from "../../protocol/archive/chain.ts";
import type { Refusal } from "../../protocol/index.ts";
import { bytesOf, contentOf, PROOF_BLOCK, saltOf, type Proof } from "../../protocol/transcript/proof.ts";
import { sha256 } from "../../worker/sha256.ts";
import { channelOf, fill } from "./support/channel.ts";
import { aChannel, checked, proofOf } from "./support/checked-history.ts";

describe("a channel's history", () => {
  it("is complete from its first message to its last, and whoever checks it sees the same mark", async () => {
    const { owner, ada, channel } = await aChannel(PROOF_BLOCK * 5 + 40);
    const { whole } = await checked(ada, channel.id);
    expect(whole).toMatchObject({ last: PROOF_BLOCK * 5 + 40, changes: 0, late: null });
    expect(whole?.mark).toMatch(/^(?:[0-9a-f]{4} ?){4}$/u);
    expect((await checked(owner, channel.id)).whole?.mark).toBe(whole?.mark);
  });

  it("of an empty channel has nothing that could be missing", async () => {
    const { ada, channel } = await aChannel();
    expect((await checked(ada, channel.id)).whole).toMatchObject({ last: 0 });
  });

  it("stays complete through reactions and pins, which nobody wrote, and through edits and deletes, which it counts", async () => {
    const { owner, ada, channel, say } = await aChannel();
    const [first, second, third] = [await say("One"), await say("Two"), await say("Three")];
    await checked(ada, channel.id);
    const path = `/channels/${channel.id}/messages`;
    await owner.post(`${path}/${first}/acts`, { act: { type: "pin", on: true } });
    expect((await checked(ada, channel.id)).whole).toMatchObject({ last: 3, changes: 0 });
    await ada.patch(`${path}/${second}`, { body: "Two, said better" });
    await ada.patch(`${path}/${second}`, { body: "Two, said best" });
    expect((await checked(ada, channel.id)).whole).toMatchObject({ last: 3, changes: 1 });
    await ada.delete(`${path}/${third}`);
    expect((await checked(ada, channel.id)).whole).toMatchObject({ last: 3, changes: 2 });
    await owner.post(`${path}/${second}/acts`, { act: { type: "pin", on: true } });
    expect((await checked(ada, channel.id)).whole).toMatchObject({ last: 3, changes: 2 });
  });

  it("is complete where somebody edits and somebody writes while it is checked", async () => {
    const { ada, channel, say } = await aChannel();
    await say("One");
    await say("Two");
    const path = `/channels/${channel.id}/messages`;
    const meanwhile = async () => {
      await ada.patch(`${path}/1`, { body: "One, changed while somebody looks" });
      await say("Three");
    };
    const { whole } = await checked(ada, channel.id, { meanwhile });
    expect(whole).toMatchObject({ last: 2, changes: 1 });
    expect((await checked(ada, channel.id, { before: whole?.kept ?? null })).whole).toMatchObject({ last: 3 });
  });

  it("from before there was a chain is held from the first look on, and says from when", async () => {
    const { ada, channel, at, inHistory } = await aChannel();
    const rows = JSON.stringify(Array.from({ length: 300 }, (_, i) => i + 1));
    await inHistory(
      `insert into messages (key, id, rev, author, at, body)
       select ?1 + value, 'old-' || ?1 || '-' || value, value, ?2, value, 'Old words' from json_each(?3)`,
      ...[at(0), ada.id, rows],
    );
    const before = Date.now();
    const { whole } = await checked(ada, channel.id);
    expect(whole).toMatchObject({ last: 300, late: { upTo: 300 } });
    expect(whole?.late?.at).toBeGreaterThanOrEqual(before);
    await inHistory("update messages set body = 'New words' where key = ?", at(7));
    expect((await checked(ada, channel.id)).flaw).toEqual({ what: "changed", seq: 7 });
  });

  it("costs the room a row for a block, and 16 bytes a message with a few for the block", async () => {
    const { ada, channel, inRoom } = await aChannel(PROOF_BLOCK * 3);
    await checked(ada, channel.id);
    const rows = await inRoom<{ bytes: number }>(
      "SELECT length(leaves) + length(salts) + length(link) AS bytes FROM chain_blocks",
    );
    expect(rows).toHaveLength(3);
    for (const { bytes } of rows) expect(bytes / PROOF_BLOCK).toBeLessThanOrEqual(16.2);
  });

  it("is hashed while people talk, and not only when somebody looks", async () => {
    const { inRoom } = await aChannel(PROOF_BLOCK + 10);
    await expect.poll(() => inRoom("SELECT begin FROM chain_blocks WHERE begin = 1")).toHaveLength(1);
  });
});

describe("what was deleted", () => {
  it("leaves nothing by which its words could be guessed, and the rest whole", async () => {
    const { ada, channel, say, inRoom } = await aChannel();
    await say("Yes");
    await say("No");
    await checked(ada, channel.id);
    const saltsAt = async (i: number) => {
      const { blocks } = await proofOf(ada, channel.id);
      const salts = bytesOf(blocks[0]!.salts)!;
      return salts.length === HASH_BYTES ? null : salts.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES);
    };
    expect(await saltsAt(0)).toBeNull();
    await ada.delete(`/channels/${channel.id}/messages/1`);
    expect(await saltsAt(0)).toEqual(new Uint8Array(HASH_BYTES));
    expect(await saltsAt(1)).not.toEqual(new Uint8Array(HASH_BYTES));
    const [{ salts }] = (await inRoom<{ salts: ArrayBuffer }>("SELECT salts FROM chain_blocks")) as [
      { salts: ArrayBuffer },
    ];
    expect(new Uint8Array(salts).slice(0, HASH_BYTES), "nor in the room").toEqual(new Uint8Array(HASH_BYTES));
    expect((await checked(ada, channel.id)).whole).toMatchObject({ last: 2, changes: 1 });
  });

  it("and what was edited: nobody is told by what its earlier wording could be guessed", async () => {
    const { ada, channel, say } = await aChannel();
    await say("My first wording");
    await checked(ada, channel.id);
    await ada.patch(`/channels/${channel.id}/messages/1`, { body: "My second" });
    await checked(ada, channel.id);
    await ada.patch(`/channels/${channel.id}/messages/1`, { body: "My third" });
    const { blocks, changes } = await proofOf(ada, channel.id);
    expect(bytesOf(blocks[0]!.salts)!.slice(0, HASH_BYTES)).toEqual(new Uint8Array(HASH_BYTES));
    expect(changes.map(({ n, salt }) => [n, salt === ""])).toEqual([
      [1, true],
      [2, false],
    ]);
  });
});

describe("a history that somebody changed behind PLACE's back", () => {
  const COUNT = PROOF_BLOCK + 20;
  const tampered = {
    "a letter changed": ["update messages set body = body || '.' where key = ?1", 9, "changed"],
    "another author": ["update messages set author = 'somebody' where key = ?1", 9, "changed"],
    "another time": ["update messages set at = at + 1 where key = ?1", 9, "changed"],
    "an answer to another message": ["update messages set reply_to = 3 where key = ?1", 9, "changed"],
    "one that was said and is gone": ["delete from messages where key = ?1", 9, "missing"],
    "the last one gone": ["delete from messages where key = ?1", COUNT, "missing"],
    "a deletion that nobody made": ["update messages set body = '', deleted_at = 5 where key = ?1", 9, "changed"],
  } as const;
  for (const [what, [statement, seq, flaw]] of Object.entries(tampered))
    it(`is found by its place: ${what}`, async () => {
      const { ada, channel, at, inHistory } = await aChannel(COUNT);
      await inHistory(statement, at(seq));
      expect((await checked(ada, channel.id)).flaw).toEqual({ what: flaw, seq });
    });

  it("is found where two change places", async () => {
    const { ada, channel, at, inHistory } = await aChannel(COUNT);
    await inHistory("update messages set key = -1 where key = ?", at(9));
    await inHistory("update messages set key = ? where key = ?", at(9), at(12));
    await inHistory("update messages set key = ? where key = -1", at(12));
    expect((await checked(ada, channel.id)).flaw).toEqual({ what: "moved", seq: 9 });
  });

  it("is found where the leaf was made to fit as well, by the block in which it is", async () => {
    const { ada, channel, at, inHistory } = await aChannel(COUNT);
    const { blocks, messages } = await proofOf(ada, channel.id);
    const [salts, leaves] = [bytesOf(blocks[0]!.salts)!, bytesOf(blocks[0]!.leaves)!];
    const content = contentOf({ ...messages[8]!, body: "Forged" });
    leaves.set(new Chain(sha256, "", 0).leafOf(saltOf(sha256, salts, 9), content), 8 * HASH_BYTES);
    await inHistory("update messages set body = 'Forged' where key = ?", at(9));
    await runInDurableObject(env.ROOMS.getByName(channel.id), (_, { storage }) =>
      storage.sql.exec("UPDATE chain_blocks SET leaves = ? WHERE begin = 1", leaves).toArray(),
    );
    expect((await checked(ada, channel.id)).flaw).toEqual({ what: "link", seq: 1 });
  });

  it("is found where an edit is told of as another one", async () => {
    const { ada, channel, say } = await aChannel();
    await say("One");
    await checked(ada, channel.id);
    await ada.patch(`/channels/${channel.id}/messages/1`, { body: "One, edited" });
    const forged = (proof: Proof) => ({ ...proof, head: { ...proof.head, link: proof.blocks[0]?.link ?? "" } });
    expect((await checked(ada, channel.id, { forged })).flaw).toEqual({ what: "edits", seq: 0 });
  });

  it("is found by the device that checked it before, where chain and words were all written anew", async () => {
    const { ada, channel, at, inHistory, inRoom } = await aChannel(COUNT);
    const { whole } = await checked(ada, channel.id);
    await inHistory("update messages set body = 'Rewritten' where key = ?", at(9));
    await inRoom("DELETE FROM chain_blocks");
    expect((await checked(ada, channel.id)).flaw, "who sees it for the first time").toBeNull();
    const before = whole?.kept ?? null;
    expect((await checked(ada, channel.id, { before })).flaw).toEqual({ what: "rewritten", seq: 1 });
    const shorter = before && { ...before, last: COUNT + 5 };
    expect((await checked(ada, channel.id, { before: shorter })).flaw).toEqual({ what: "missing", seq: COUNT + 1 });
  });
});

describe("a server that lies in what it tells", () => {
  const lies: Record<string, [(proof: Proof) => Partial<Proof>, object]> = {
    "a message twice": [
      ({ messages: [one, ...rest] }) => ({ messages: [one!, one!, ...rest] }),
      { what: "added", seq: 1 },
    ],
    "one more than there are": [
      ({ messages }) => ({ messages: [...messages, { ...messages.at(-1)!, seq: messages.length + 1 }] }),
      { what: "added", seq: 31 },
    ],
    "in another order": [({ messages }) => ({ messages: messages.toReversed() }), { what: "missing", seq: 1 }],
    "no blocks": [() => ({ blocks: [], messages: [] }), { what: "missing", seq: 1 }],
    "blocks that begin later": [
      ({ blocks: [block] }) => ({ blocks: [{ ...block!, from: 257 }] }),
      { what: "missing", seq: 1 },
    ],
    "leaves cut off": [
      ({ blocks: [block] }) => ({ blocks: [{ ...block!, leaves: block!.leaves.slice(0, 64) }] }),
      { what: "missing", seq: 4 },
    ],
    "hashes that are no base64": [
      ({ blocks: [block] }) => ({ blocks: [{ ...block!, salts: "§" }] }),
      { what: "changed", seq: 1 },
    ],
    "changes that it keeps back": [({ head }) => ({ head: { ...head, changes: 3 } }), { what: "edits", seq: 0 }],
  };
  for (const [what, [lie, flaw]] of Object.entries(lies))
    it(`is found out: ${what}`, async () => {
      const { ada, channel } = await aChannel(30);
      const forged = (proof: Proof) => ({ ...proof, ...lie(proof) });
      expect((await checked(ada, channel.id, { forged })).flaw).toEqual(flaw);
    });
});

describe("the proof of a history", () => {
  it("is told to nobody who does not read the channel, and not to who was put out of it", async () => {
    const { classroom, owner, ada } = await aChannel();
    const closed = await channelOf([owner, ada]);
    const bo = await classroom.person("student");
    await fill(closed.id, ada, 3);
    const refused = await bo.get<Refusal>(`/channels/${closed.id}/proof?from=1`);
    expect([refused.status, refused.body.code]).toEqual([404, "not_found"]);
    expect((await proofOf(ada, closed.id)).messages).toHaveLength(3);
    await owner.delete(`/channels/${closed.id}/members/${ada.id}`);
    expect((await ada.get(`/channels/${closed.id}/proof?from=1`)).status).toBe(404);
  });

  for (const query of ["?from=0", "?from=x", "?from=1&changesAfter=0", "?changesAfter=-1", "?from=99999999999"])
    it(`is asked for by one place or one number: "${query}" is refused`, async () => {
      const { ada, channel } = await aChannel();
      const refused = await ada.get<Refusal>(`/channels/${channel.id}/proof${query}`);
      expect([refused.status, refused.body.code]).toEqual([400, "invalid"]);
    });

  it("comes from the block in which the place stands, and beyond the end has nothing", async () => {
    const { ada, channel } = await aChannel(PROOF_BLOCK + 5);
    const { blocks, messages } = await proofOf(ada, channel.id, `from=${PROOF_BLOCK + 3}`);
    expect([blocks[0]?.from, messages[0]?.seq, messages.length]).toEqual([PROOF_BLOCK + 1, PROOF_BLOCK + 1, 5]);
    expect(await proofOf(ada, channel.id, "from=100000")).toMatchObject({ messages: [], blocks: [] });
  });
});
