/**
 * What everybody on the web is shown of a message and of whoever wrote it. No handle, no id and no picture of anybody leaves the class; names
 * of students do only where the channel's teachers said so.
 */
import type { Message } from "../../protocol/index.ts";
import { handleKey } from "../../protocol/handles.ts";
import { namesIn } from "../../protocol/markup/names-in-words.ts";
import { isStaff } from "../../protocol/permissions.ts";
import type { OnWeb } from "../../protocol/web-pages.ts";
import type { WebPerson } from "../store/web-people.ts";
import type { Words } from "./words.ts";

export interface Shown {
  name: string;
  /** Of the teaching team, or a program: whose answer it is is what a reader looks for. */
  role?: keyof Words["roles"];
}

/** Handles that these name, folded, each once. More than the rules of mentions find: what is no mention of anybody is no handle either. */
export const handlesIn = (bodies: readonly string[]): string[] => [
  ...new Set(
    bodies.flatMap((body) => namesIn(body).flatMap(({ sign, name }) => (sign === "@" ? [handleKey(name)] : []))),
  ),
];

/** The people of one page. */
export class PeopleShown {
  readonly #byId: ReadonlyMap<string, WebPerson>;
  readonly #byHandle: ReadonlyMap<string, WebPerson>;
  readonly #names: OnWeb["names"];
  readonly #words: Words;
  /** Numbers of those without a name, in the order in which they come. */
  readonly #numbers = { student: new Map<string, number>(), guest: new Map<string, number>() };

  constructor(people: readonly WebPerson[], names: OnWeb["names"], words: Words) {
    this.#byId = new Map(people.map((person) => [person.id, person]));
    this.#byHandle = new Map(people.map((person) => [person.handleKey, person]));
    this.#names = names;
    this.#words = words;
  }

  author({ author, meta }: Pick<Message, "author" | "meta">): Shown {
    const person = this.#byId.get(author);
    if (!person) return { name: this.#words.somebody };
    const shown = this.#shown(person);
    // A program may bring words of people, under their names.
    return this.#names === "everybody" && meta?.hook === true && meta.as !== undefined
      ? { ...shown, name: meta.as }
      : shown;
  }

  #shown({ id, name, role, bot }: WebPerson): Shown {
    if (bot !== null) return { name, role: "bot" };
    if (isStaff(role)) return { name, role: role as "owner" | "teacher" | "ta" };
    if (this.#names === "everybody") return { name };
    const kind = role === "guest" ? "guest" : "student";
    const numbers = this.#numbers[kind];
    const no = numbers.get(id) ?? numbers.size + 1;
    numbers.set(id, no);
    return { name: this.#words[kind](no) };
  }

  /**
   * A body with `put(name)` in place of each handle of somebody's, also in code and in links: it is made anew before anything else is read
   * in it.
   */
  withoutHandles(body: string, put: (name: string) => string): string {
    let made = "";
    let end = 0;
    for (const { at, sign, name } of namesIn(body)) {
      const person = sign === "@" ? this.#byHandle.get(handleKey(name)) : undefined;
      if (!person) continue;
      made += body.slice(end, at) + put(this.#shown(person).name);
      end = at + 1 + name.length;
    }
    return made + body.slice(end);
  }
}

/** What was deleted is gone, and so is what was said before the channel was opened. */
export const shownOf = (messages: readonly Message[], from: number): Message[] =>
  messages.filter(({ seq, deletedAt }) => seq >= from && deletedAt === undefined);
