/** A public channel of a teacher and a student, and the web that asks for it: nobody who is signed in. */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { Channel } from "../../../protocol/index.ts";
import { app } from "../../../worker/app.ts";
import { channelOf } from "./channel.ts";
import { openClassroom, ORIGIN, type Somebody } from "./classroom.ts";

const files = { fetch: () => Promise.resolve(new Response("<the app>")) };

/** As a browser or a search engine asks, the files of the build among what is there. */
export const fromTheWeb = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  Promise.resolve(
    app.request(`${ORIGIN}${path}`, { headers, method }, { ...env, ASSETS: files }, createExecutionContext()),
  );

export async function isTheApp(answer: Response): Promise<void> {
  expect(await answer.text()).toBe("<the app>");
  expect(answer.headers.get("x-robots-tag")).toBe("noindex");
}

export type OpenedClass = Awaited<ReturnType<typeof openWebClass>>;
/** Miriam Okafor teaches, Ada Lovelace learns. Nothing is open yet. */
export async function openWebClass() {
  const classroom = await openClassroom("Maths & <Logic>");
  const [teacher, student] = await Promise.all([
    classroom.person("teacher"),
    classroom.person("student", { handle: "ada" }),
  ]);
  const rename = env.DB.prepare("update members set name = ? where no = ?");
  await env.DB.batch([rename.bind("Ada Lovelace", student.no), rename.bind("Miriam Okafor", teacher.no)]);
  const { id } = await channelOf([teacher, student], { kind: "public" });
  return {
    ...{ classroom, teacher, student, id },
    read: async (path = `/c/${id}`, headers: Record<string, string> = {}) => (await fromTheWeb(path, headers)).text(),
    say: async (who: Somebody, body: string, more: object = {}, channel = id) => {
      const { status, body: told } = await who.post<{ message: { seq: number } }>(`/channels/${channel}/messages`, {
        body,
        ...more,
      });
      expect(status).toBe(201);
      return told.message.seq;
    },
    open: async (more: object = {}) => {
      const wanted = { confirmed: true, from: "start", ...more };
      const told = await teacher.put<{ channel: Channel }>(`/channels/${id}/web`, wanted);
      expect(told.status).toBe(200);
      return told.body.channel;
    },
  };
}
