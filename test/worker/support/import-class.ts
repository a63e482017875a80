/** A class that somebody imports into: who may, and how people, channels and messages are sent. */
import { beforeEach, expect } from "vitest";
import type { Channel } from "../../../protocol/index.ts";
import { openClassroom, type Classroom, type Somebody } from "./classroom.ts";

export let classroom: Classroom;
export let owner: Somebody;
export let student: Somebody;
/** Somebody whom the import brought: who has an account is the author of nothing that it brings. */
export let ann: string;
/** To be called by the file of the tests: files share a runtime, and a hook that stands here is the first one's alone. */
export function importClassForEach(): void {
  beforeEach(async () => {
    classroom = await openClassroom();
    owner = await classroom.person("owner");
    student = await classroom.person("student");
    ann = await person("slack:ann");
  });
}

export const at = (path: string) => `/workspaces/${classroom.id}/import/${path}`;
export interface Known {
  key: string;
  member: string;
}
export const people = async (...wanted: { key: string; handle: string; name: string }[]) => {
  const answer = await owner.post<{ people: Known[] }>(at("people"), { people: wanted });
  expect(answer.status).toBe(200);
  return answer.body.people.map(({ member }) => member);
};
export const person = async (key: string) => (await people({ key, handle: key.replace("slack:", ""), name: key }))[0]!;
export const channel = (body: object, who = owner) =>
  who.post<{ channel: Channel; created: boolean }>(at("channels"), {
    key: "slack:C1",
    kind: "public",
    name: "general",
    members: [],
    ...body,
  });
export const brought = async (body: object) => {
  const answer = await channel(body);
  expect(answer).toMatchObject({ status: 200, body: { created: true } });
  return answer.body.channel;
};
export const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, "0")}`;
export const words = (author: string, from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: uuid(from + i),
    author,
    at: 1_500_000_000_000 + (from + i) * 1000,
    body: `Message ${from + i}`,
  }));
export const messages = (id: string, list: object[], who = owner) =>
  who.post<{ stored: number; known: number }>(at(`channels/${id}/messages`), { messages: list });
