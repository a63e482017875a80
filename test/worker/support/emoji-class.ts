/** A class, somebody of each role in it, and how they add, see and remove its emoji. */
import { env, exports } from "cloudflare:workers";
import { beforeEach, expect } from "vitest";
import type { Bootstrap, ClassEmoji, Refusal } from "../../../protocol/index.ts";
import { openClassroom, ORIGIN, type Answer, type Classroom, type Somebody } from "./classroom.ts";
import { dataUrl, PNG } from "./pictures.ts";

export let classroom: Classroom;
export let ada: Somebody;
export let bo: Somebody;
export let ta: Somebody;
export let stranger: Somebody;
/** To be called by the file of the tests: files share a runtime, and a hook that stands here is the first one's alone. */
export function emojiClassForEach(): void {
  beforeEach(async () => {
    classroom = await openClassroom();
    ada = await classroom.person("student");
    bo = await classroom.person("student");
    ta = await classroom.person("ta");
    stranger = await (await openClassroom("Another class")).person("owner");
  });
}

export type Told = Answer<{ emoji: ClassEmoji } & Refusal>;
export const w = (path: string) => `/workspaces/${classroom.id}/${path}`;
export const add = (who: Somebody, name: string, picture: Uint8Array | string = PNG): Promise<Told> =>
  who.post(w("emoji"), { name, picture: dataUrl(picture) });
export const added = async (who: Somebody, name: string, picture?: Uint8Array) => {
  const { status, body } = await add(who, name, picture);
  expect(status).toBe(201);
  return body.emoji;
};
export const remove = (who: Somebody, name: string): Promise<Told> =>
  who.delete(w(`emoji/${encodeURIComponent(name)}`));
export const first = async (who: Somebody) => (await who.get<Bootstrap>(w("bootstrap"))).body;
export const picture = (who: Somebody | null, { name, version }: Pick<ClassEmoji, "name" | "version">) =>
  exports.default.fetch(`${ORIGIN}/api${w(`emoji/${encodeURIComponent(name)}/${version}`)}`, {
    headers: who ? { authorization: `Bearer ${who.token}` } : {},
  });
export const bytesOf = async (response: Response) => [...new Uint8Array(await response.arrayBuffer())];
export const inBucket = async () =>
  (await env.FILES.list({ prefix: `emoji/${classroom.id}/` })).objects.map(({ key }) => key.split("/")[2]);
