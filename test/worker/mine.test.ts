/** What is mine over all classes, and nothing that is not. */
import { expect, it, vi } from "vitest";
import type { MyWords, StoredAboutMe } from "../../protocol/mine.ts";
import { carriedOver, channelOf } from "./support/channel.ts";
import { openClassroom, type Somebody } from "./support/classroom.ts";

async function wordsOf(who: Somebody): Promise<MyWords[]> {
  const parts: MyWords[] = [];
  for (let after: string | null = "0.0.1"; after !== null;) {
    const { body, status }: { body: MyWords; status: number } = await who.get<MyWords>(`/account/words?after=${after}`);
    expect(status).toBe(200);
    if (body.place) parts.push(body);
    after = body.next;
  }
  return parts;
}

it("my words have what they answer while I may read it; of a channel that I left, my own words alone", async () => {
  const classroom = await openClassroom();
  const [owner, ada] = [await classroom.person("owner"), await classroom.person("student")];
  const [open, shut] = [await channelOf([owner, ada], { kind: "public" }), await channelOf([owner, ada])];
  for (const { id } of [open, shut]) {
    await owner.post(`/channels/${id}/messages`, { body: "A question of hers" });
    await ada.post(`/channels/${id}/messages`, { body: "Mine", replyTo: 1 });
  }
  await ada.post(`/channels/${open.id}/messages/1/acts`, { act: { type: "react", emoji: "👍", on: true } });
  await owner.delete(`/channels/${shut.id}/members/${ada.id}`);
  for (const { id } of [open, shut]) await carriedOver(id, 2);
  const parts = await vi.waitFor(async () => {
    const found = await wordsOf(ada);
    expect(found[0]?.reactions).toHaveLength(1);
    return found;
  });
  expect(parts.map(({ place, messages }) => [place?.channel.id, messages.map(({ message }) => message.body)])).toEqual([
    [open.id, ["Mine"]],
    [shut.id, ["Mine"]],
  ]);
  expect(parts[0]).toMatchObject({
    messages: [{ answers: { body: "A question of hers" } }],
    reactions: [{ seq: 1, emoji: ["👍"] }],
  });
  expect(parts[1]).toMatchObject({ place: { channel: { name: "", isReadable: false } } });
  expect(JSON.stringify(parts[1])).not.toContain("of hers");
  expect((await wordsOf(owner)).flatMap(({ messages }) => messages.map(({ message }) => message.body))).not.toContain(
    "Mine",
  );
  expect((await ada.get("/account/words?after=x")).status).toBe(400);
});

it("what is stored about me has no hash and no secret, and nobody else's rows", async () => {
  const classroom = await openClassroom();
  const [owner, ada] = [await classroom.person("owner"), await classroom.person("student")];
  const channel = await channelOf([owner, ada]);
  for (const who of [owner, ada]) await who.put(`/channels/${channel.id}/draft`, { body: `A draft of ${who.handle}` });
  const { tables } = (await ada.get<StoredAboutMe>("/account/stored")).body;
  expect(tables["drafts"]).toMatchObject([{ body: `A draft of ${ada.handle}` }]);
  expect(tables["members"]).toMatchObject([{ id: ada.id }]);
  const text = JSON.stringify(tables);
  for (const not of ["hash", "salt", owner.handle, owner.id, ada.token]) expect(text).not.toContain(not);
});
