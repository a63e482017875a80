/** A class that talks in threads: how one is started, written in and looked at. */
import { beforeAll, expect } from "vitest";
import type { Bootstrap, Message, MyChannel, MyThread, Refusal } from "../../../protocol/index.ts";
import { channelOf, fill } from "./channel.ts";
import { openClassroom, type Answer, type Classroom, type Somebody } from "./classroom.ts";

export let classroom: Classroom;
export let ada: Somebody;
export let bo: Somebody;
export let cleo: Somebody;
export let teacher: Somebody;

/** To be called by the file of the tests: files share a runtime, and a hook that stands here is the first one's alone. */
export function threadClassForAll(): void {
  beforeAll(async () => {
    classroom = await openClassroom();
    ada = await classroom.person("student", { handle: "ada" });
    bo = await classroom.person("student", { handle: "bob" });
    cleo = await classroom.person("student", { handle: "cleo" });
    teacher = await classroom.person("teacher", { handle: "miriam" });
  });
}

export const start = (who: Somebody, channel: string, seq = 1) =>
  who.post<{ channel: MyChannel }>(`/channels/${channel}/messages/${seq}/thread`);
export const say = (who: Somebody, channel: string, body: string, more: Record<string, unknown> = {}) =>
  who.post<{ message: Message }>(`/channels/${channel}/messages`, { body, ...more });
export const bootstrapOf = async (who: Somebody) =>
  (await who.get<Bootstrap>(`/workspaces/${classroom.id}/bootstrap`)).body;
export const myThreads = async (who: Somebody) =>
  (await who.get<{ threads: MyThread[]; reachedEnd: boolean }>(`/workspaces/${classroom.id}/threads`)).body;
export const codeOf = ({ body }: Answer<unknown>) => (body as Refusal).code;
export const messageAt = async (who: Somebody, channel: string, seq: number) => {
  const path = `/channels/${channel}/messages?around=${seq}&limit=1&rev=999999`;
  return (await who.get<{ messages: Message[] }>(path)).body.messages[0];
};
/** A channel with one message in it, by its first person, and a thread on that message. */
export async function threadIn(people: Somebody[], more: { kind?: string; posting?: string } = {}) {
  const channel = await channelOf(people, more);
  await fill(channel.id, people[0]!, 1);
  const { status, body } = await start(people[0]!, channel.id);
  expect(status).toBe(201);
  return { channel, thread: body.channel };
}
