/** Words that are put right for who searches and never asked for a suggestion. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { SearchPage } from "../../protocol/search/contract.ts";
import { refreshDictionary } from "../../worker/search/dictionary.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom } from "./support/classroom.ts";
import { openChannel } from "./support/live-socket.ts";
import { expectFound } from "./support/found.ts";

test("R118: a search alone has the words of the index looked through, and the next one is put right", async () => {
  const classroom = await openClassroom();
  const ada = await classroom.person("student");
  const { id, no } = await channelOf([ada]);
  const socket = await openChannel(id, ada);
  await socket.post("What is recursion good for?");
  await expectFound(no, "recursion", [1]);
  const better = async () =>
    (await ada.get<SearchPage>(`/workspaces/${classroom.id}/search?q=recurson`)).body.didYouMean;
  await expect.poll(better).toBe("recursion");
});

test("R117: a word is found by what stands within it, also where the dictionary was made before it knew its words' endings", async () => {
  const classroom = await openClassroom();
  const ada = await classroom.person("student");
  const { id, no } = await channelOf([ada]);
  const socket = await openChannel(id, ada);
  await socket.post("An antidisestablishment of words");
  await expectFound(no, "antidisestablishment", [1]);
  await refreshDictionary(env.SEARCH, Date.now());
  const found = async () =>
    (await ada.get<SearchPage>(`/workspaces/${classroom.id}/search?q=establish`)).body.hits.map(
      ({ message }) => message.body,
    );
  expect(await found()).toEqual(["An antidisestablishment of words"]);
  await env.SEARCH.batch([
    env.SEARCH.prepare(
      "INSERT OR REPLACE INTO dictionary_forms (rowid, forms) SELECT no, 'w' || word FROM dictionary_words",
    ),
    env.SEARCH.prepare("UPDATE dictionary_state SET endings_up_to = 0, refreshed_at = ?").bind(Date.now()),
  ]);
  expect(await found()).toEqual([]);
  await refreshDictionary(env.SEARCH, Date.now());
  expect(await found()).toEqual(["An antidisestablishment of words"]);
});

test("R118: a word that somebody misspelt before is put right where nothing has it beside the others", async () => {
  const classroom = await openClassroom();
  const [ada, bo] = [await classroom.person("student"), await classroom.person("student")];
  const { id, no } = await channelOf([ada, bo]);
  const elsewhere = await channelOf([bo]);
  const socket = await openChannel(id, ada);
  for (const body of ["The kangaroolike monitor", "A kangaroolike one", "The kangarolike of mine"])
    await socket.post(body);
  await expectFound(no, "kangarolike", [3]);
  const theirs = await openChannel(elsewhere.id, bo);
  await theirs.post("kangaroolike wallabies");
  await expectFound(elsewhere.no, "wallabies", [1]);
  await env.SEARCH.prepare("DELETE FROM dictionary_state").run();
  await refreshDictionary(env.SEARCH, Date.now());
  const better = async (q: string) =>
    (await ada.get<SearchPage>(`/workspaces/${classroom.id}/search?${new URLSearchParams({ q }).toString()}`)).body
      .didYouMean;
  expect(await better("kangarolike monitor")).toBe("kangaroolike monitor");
  expect(await better("kangarolike wallabies"), "I5: what is found elsewhere is not meant").toBeNull();
  expect(await better("kangarolike mine")).toBeNull();
});
