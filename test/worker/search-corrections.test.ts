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
