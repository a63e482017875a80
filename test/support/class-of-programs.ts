/** A small class over HTTP, each person known by a token: for tests that look at the server from outside. */
import { createApi, type Api } from "../../client/api.ts";
import type { MyChannel } from "../../protocol/index.ts";
import { cookieFetch } from "./cookie-fetch.ts";

export interface Person {
  handle: string;
  token: string;
}
export interface ProgramClass {
  workspace: string;
  channel: MyChannel;
  /** The owner first. */
  people: [Person, ...Person[]];
}

export const apiOf = (baseUrl: string, person: Person): Api => createApi({ baseUrl, token: person.token });

/** A new workspace with an owner, `students` more people, and one of its default channels, which all of them are in. */
export async function openClass(baseUrl: string, students: number): Promise<ProgramClass> {
  const owner = newcomer(baseUrl);
  const { workspace } = await owner.call("workspaces.create", {}, { name: "Crash course", account: accountOf("olga") });
  const people: ProgramClass["people"] = [await withToken(owner, "olga")];
  for (let index = 1; index <= students; index += 1) {
    const handle = `student${index}`;
    const api = newcomer(baseUrl);
    await api.call("entry.join", {}, { code: workspace.joinCode ?? "", account: accountOf(handle) });
    people.push(await withToken(api, handle));
  }
  const { channels } = await owner.call("workspaces.bootstrap", { workspace: workspace.id });
  const channel = channels.find((each) => each.isDefault && each.posting === "all");
  if (!channel) throw new Error("A new class has no default channel that everyone may write in.");
  return { workspace: workspace.id, channel, people };
}

const accountOf = (handle: string) => ({ handle, name: `The ${handle}`, password: `${handle}-has-a-password` });

async function withToken(api: Api, handle: string): Promise<Person> {
  return { handle, token: (await api.call("account.createToken", {}, { name: "test" })).token };
}

/** Somebody at a browser, who has no account yet. */
const newcomer = (baseUrl: string): Api => createApi({ baseUrl, fetch: cookieFetch().fetch });
