/** A class that is large enough for a statement to be seen that walks through it, beside another whose rows nobody may walk through. */
import { env } from "cloudflare:workers";
import { channelOf } from "./channel.ts";
import { openClassroom, writeHistory, type Classroom, type Somebody } from "./classroom.ts";
import { fillWithSockets } from "./statement-costs.ts";

export const PEOPLE = 60;
export const SOCKETS = 1000;
export const HISTORY = 5000;

interface Place {
  id: string;
  no: number;
}
export interface CountedClass {
  classroom: Classroom;
  /** PEOPLE, `p0` (its owner) and on. */
  people: Somebody[];
  /** All of them are in it; HISTORY messages. */
  channel: Place;
  /** With SOCKETS more. */
  crowded: Place;
  /** On the message 1 of `channel`. */
  thread: Place;
}

export async function openCountedClass(): Promise<CountedClass> {
  // Others' classes, whose rows nobody may walk through.
  const others = await openClassroom("Another one");
  const stranger = await others.person("owner");
  for (let i = 0; i < 5; i++) await channelOf([stranger], { kind: "public" });
  const classroom = await openClassroom();
  const people: Somebody[] = [];
  for (let i = 0; i < PEOPLE; i++)
    people.push(await classroom.person(i === 0 ? "owner" : "student", { handle: `p${i}` }));
  const channel = await channelOf(people, { kind: "public" });
  const thread = await channelOf(people.slice(0, 1));
  await env.DB.batch([
    env.DB.prepare("delete from memberships where channel_no = ?").bind(thread.no),
    env.DB.prepare(
      "update channels set kind = 'thread', name = null, parent_no = ?, parent_seq = 1, created_by = ? where no = ?",
    ).bind(channel.no, people[5]?.no, thread.no),
  ]);
  await writeHistory(channel.id, people[0]!, HISTORY);
  const crowded = await channelOf(people.slice(0, 1));
  await fillWithSockets(classroom, crowded.no, SOCKETS);
  return { classroom, people, channel, crowded, thread };
}
