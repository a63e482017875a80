/** Who asks in the access matrix, and the class that they ask in. */
import { env } from "cloudflare:workers";
import type { Scope } from "../../../protocol/index.ts";
import { channelOf, fill } from "./channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./classroom.ts";
import { readerOf, visitorOf, widgetOn } from "./widget-class.ts";

export const MEMBERS = ["guest", "student", "browser", "ta", "teacher", "owner"] as const;
/** Who sees the channel in a widget: without a name, as a guest who may write, and the teacher of the class. */
export const VISITORS = ["widget reader", "widget guest", "widget teacher"] as const;
/**
 * `stranger`: owner of another class. `left`: was in this one. `browser`: a student who is signed in on the site; all others come with
 * a token.
 */
export const ACTORS = ["nobody", "stranger", "left", ...MEMBERS, ...VISITORS] as const;
/** Bots of the class in the channel, by their scope. */
export const PROGRAMS = ["botThatReads", "botThatWrites", "botThatManages"] as const;
export type Program = (typeof PROGRAMS)[number];
export type Actor = (typeof ACTORS)[number] | Program;
export const SCOPE_OF: Record<Program, Scope> = {
  botThatReads: "read",
  botThatWrites: "write",
  botThatManages: "manage",
};
export const isVisitor = (actor: Actor) => (VISITORS as readonly Actor[]).includes(actor);
export const ACCOUNTS = ACTORS.filter((actor) => actor !== "nobody" && !isVisitor(actor));
export const WRITING_VISITORS = ["widget guest", "widget teacher"] as const;
export const NOT_GUESTS = MEMBERS.filter((actor) => actor !== "guest");
export const STAFF: Actor[] = ["ta", "teacher", "owner"];
export const LEAD: Actor[] = ["teacher", "owner"];

/** A class with one of each role in an open channel and a group, and somebody (`target`) who wrote the message 1 there. */
export interface Scene {
  classroom: Classroom;
  joinCode: string;
  people: Record<Actor, Somebody | undefined>;
  target: Somebody;
  /** Of the class, and not in the channel. */
  outside: Somebody;
  channel: string;
  group: string;
  widget: string;
}

export async function openScene(): Promise<Scene> {
  const [classroom, elsewhere] = await Promise.all([openClassroom(), openClassroom("Another class")]);
  const roles = ["student", "student", "student", "guest", "student", "student", "ta", "teacher", "owner"] as const;
  const [[target, outside, left, guest, student, browser, ta, teacher, owner], visiting, stranger, programs] =
    await Promise.all([
      Promise.all(roles.map((role) => classroom.person(role))),
      classroom.person("guest"),
      elsewhere.person("owner"),
      Promise.all(PROGRAMS.map((each) => classroom.bot(SCOPE_OF[each]))),
    ]);
  const [botThatReads, botThatWrites, botThatManages] = programs;
  const bots = { botThatReads, botThatWrites, botThatManages };
  const people = { nobody: undefined, stranger, left, guest, student, browser, ta, teacher, owner, ...bots };
  const inside = [target, guest, student, browser, ta, teacher, owner, visiting, ...programs].filter(
    (one) => one !== undefined,
  );
  const [{ id: channel }, group, { code }] = await Promise.all([
    channelOf(inside, { kind: "public" }),
    channelOf(inside, { kind: "group" }),
    env.DB.prepare("select join_code as code from workspaces where no = ?")
      .bind(classroom.no)
      .first<{ code: string }>()
      .then((row) => row!),
    env.DB.prepare("update members set left_at = 1 where no = ?").bind(left!.no).run(),
    env.DB.prepare("update sessions set kind = 'browser' where user_no = ?").bind(browser!.userNo).run(),
  ]);
  await env.DB.prepare("update channels set name = null where no = ?").bind(group.no).run();
  await fill(channel, target!, 1);
  const widget = await widgetOn(channel, { write: "named", guests: true });
  const visitors = {
    "widget reader": await readerOf(widget),
    "widget guest": await visitorOf(widget, visiting, "guest"),
    "widget teacher": await visitorOf(widget, teacher!, "member"),
  };
  return {
    ...{ classroom, joinCode: code, people: { ...people, ...visitors }, target: target!, outside: outside! },
    ...{ channel, group: group.id, widget: widget.id },
  };
}
