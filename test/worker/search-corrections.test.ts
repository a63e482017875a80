/** Words that are put right for who searches and never asked for a suggestion. */
import { expect, test } from "vitest";
import type { SearchPage } from "../../protocol/search/contract.ts";
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
