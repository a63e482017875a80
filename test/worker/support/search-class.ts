/** A class whose search is asked: two students, a teacher, a channel of all and one without the first of them. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect } from "vitest";
import type { Message, Refusal } from "../../../protocol/index.ts";
import type { SearchPage } from "../../../protocol/search/contract.ts";
import { roomOf } from "../../../worker/room/stubs.ts";
import { channelOf, factsFor } from "./channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./classroom.ts";
import { undoFakesAfterEach } from "./undo-fakes.ts";

export let classroom: Classroom;
export let ada: Somebody;
export let bo: Somebody;
export let tess: Somebody;
export let course: { id: string; no: number };
export let secret: { id: string; no: number };

/** To be called by the file of the tests: files share a runtime, and a hook that stands here is the first one's alone. */
export function searchClassForAll(): void {
  beforeAll(async () => {
    classroom = await openClassroom();
    ada = await classroom.person("student", { handle: "ada" });
    bo = await classroom.person("student", { handle: "bob" });
    tess = await classroom.person("teacher", { handle: "tess" });
    course = await channelOf([ada, bo, tess], { kind: "public" });
    secret = await channelOf([bo, tess]);
  });
  undoFakesAfterEach();
}

export const search = async (who: Somebody, q: string, more: Record<string, string> = {}) => {
  const { status, body } = await who.get<SearchPage & Refusal>(
    `/workspaces/${classroom.id}/search?${new URLSearchParams({ q, ...more }).toString()}`,
  );
  return { status, ...body };
};
export const found = async (who: Somebody, q: string, more: Record<string, string> = {}) => {
  const page = await search(who, q, more);
  expect(page.status, q).toBe(200);
  return page.hits.map(({ message }) => message.body);
};
export const say = async (who: Somebody, where: { id: string; no: number }, body: string, more: object = {}) => {
  const { status, body: told } = await who.post<{ message: Message }>(`/channels/${where.id}/messages`, {
    body,
    ...more,
  });
  expect(status).toBe(201);
  return told.message;
};
export const marked = (page: SearchPage) =>
  page.hits.map(({ message, marks }) => marks.map(([from, to]) => message.body.slice(from, to)));
/** Written by somebody who was brought, at times of their own. */
export const bring = async (
  where: { id: string },
  lines: { body: string; at: number; author: Somebody; meta?: object; replyTo?: number }[],
) => {
  const messages = lines.map(({ author, at, ...rest }) => ({
    ...rest,
    id: uuidv7({ msecs: at }),
    at,
    author: author.id,
  }));
  for (let from = 0; from < messages.length; from += 200)
    await roomOf(env, where.id).importMessages(await factsFor(where.id), messages.slice(from, from + 200) as never);
};
