/** People at their browsers, who come in through the doors: by a class of their own, a join code, a sign-in. */
import { env, exports } from "cloudflare:workers";
import type { Account, Bootstrap, Member, Refusal, Workspace } from "../../../protocol/index.ts";
import { LiveSocket } from "./live-socket.ts";

export const SITE = "https://place.test";
export const PASSWORD = "correct horse battery";

export interface Answer<T = unknown> {
  status: number;
  body: T;
  headers: Headers;
}
type More = { headers?: Record<string, string>; site?: string };

let addresses = 0;

/** One browser profile: keeps cookies, sends its origin. Each has an address of its own, so that nobody waits for another. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly headers: Record<string, string>;

  constructor(headers: Record<string, string> = {}) {
    addresses += 1;
    this.headers = { "cf-connecting-ip": `198.51.100.${addresses}`, ...headers };
  }

  async ask<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    { headers = {}, site = SITE }: More = {},
  ): Promise<Answer<T>> {
    const sent = new Headers({ ...this.headers, ...(method !== "GET" && { origin: site }), ...headers });
    if (this.cookies.size > 0)
      sent.set("cookie", [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const init: RequestInit = { method, headers: sent, redirect: "manual" };
    if (body !== undefined) {
      if (!sent.has("content-type")) sent.set("content-type", "application/json");
      init.body = typeof body === "string" ? body : JSON.stringify(body);
    }
    const response = await exports.default.fetch(`${site}/api${path}`, init);
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
  }

  get = <T = unknown>(path: string, more?: More) => this.ask<T>("GET", path, undefined, more);
  post = <T = unknown>(path: string, body: unknown = {}, more?: More) => this.ask<T>("POST", path, body, more);
  put = <T = unknown>(path: string, body: unknown) => this.ask<T>("PUT", path, body);
  patch = <T = unknown>(path: string, body: unknown) => this.ask<T>("PATCH", path, body);
  delete = <T = unknown>(path: string) => this.ask<T>("DELETE", path);

  /** A socket of this browser: `/workspaces/…/socket` or `/channels/…/socket`. */
  async open(path: string): Promise<LiveSocket> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...this.headers, cookie, upgrade: "websocket", origin: SITE };
    const { status, webSocket } = await exports.default.fetch(`${SITE}/api${path}`, { headers });
    if (!webSocket) throw new Error(`no socket: ${status}`);
    return new LiveSocket(webSocket);
  }

  #keep(line: string): void {
    const [pair = "", ...attributes] = line.split("; ");
    const [name = "", value = ""] = pair.split("=");
    if (attributes.includes("Max-Age=0")) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

export interface Person {
  browser: Browser;
  account: Account;
  handle: string;
  /** Public id of their member in the class they came into. */
  member: string;
  /** Public id of that class. */
  workspace: string;
}
export interface NewClass {
  workspace: Workspace;
  joinCode: string;
  owner: Person;
}

let people = 0;
/** A handle that nobody in this file has. */
export const newHandle = () => `person.${++people}x`;

/** The answer's body, or an error that tells what was refused. */
export function ok<T>({ status, body }: Answer<T>): T {
  if (status >= 400) throw new Error(`refused: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** A class and its owner, made by the one form of the front page. */
export async function createClass(name = "Programming I", handle = newHandle()): Promise<NewClass> {
  const browser = new Browser();
  const account = { handle, name: `Owner ${handle}`, password: PASSWORD };
  const made = ok(await browser.post<{ workspace: Workspace; account: Account }>("/workspaces", { name, account }));
  const owner = await personIn(browser, made.account, made.workspace.id);
  return { workspace: made.workspace, joinCode: made.workspace.joinCode!, owner };
}

/** Somebody new, who joins a class by its code in a browser of their own. */
export async function joinAs(joinCode: string, handle = newHandle(), browser = new Browser()): Promise<Person> {
  const account = { handle, name: `Person ${handle}`, password: PASSWORD };
  const made = ok(await browser.post<{ workspace: string; account: Account }>("/join", { code: joinCode, account }));
  return personIn(browser, made.account, made.workspace);
}

/** The same person on another device. */
export async function signInAgain(
  { handle, workspace }: Person,
  headers: Record<string, string> = {},
): Promise<Person> {
  const browser = new Browser(headers);
  const { account } = ok(await browser.post<{ account: Account }>("/sign-in", { handle, password: PASSWORD }));
  return personIn(browser, account, workspace);
}

async function personIn(browser: Browser, account: Account, workspace: string): Promise<Person> {
  const { me } = await bootstrapOf(browser, workspace);
  return { browser, account, handle: account.handle, workspace, member: me.member };
}

export async function bootstrapOf(browser: Browser, workspace: string): Promise<Bootstrap> {
  return ok(await browser.get<Bootstrap>(`/workspaces/${workspace}/bootstrap`));
}

export async function memberOf(asker: Person, id: string): Promise<Member | undefined> {
  const { members } = ok(
    await asker.browser.get<{ members: Member[] }>(`/workspaces/${asker.workspace}/members?ids=${id}`),
  );
  return members[0];
}

/** Gives a member a role, as the owner. */
export async function giveRole(owner: Person, person: Person, role: Member["role"]): Promise<void> {
  ok(await owner.browser.patch(`/workspaces/${owner.workspace}/members/${person.member}`, { role }));
}

/** Somebody an import brought, who has no account. @returns their member id */
export async function importPerson(workspace: string, handle: string, handleKey = handle): Promise<string> {
  const id = `imported-${handle}`;
  await env.DB.prepare(
    `insert into members (id, workspace_no, handle, handle_key, name, role, source_key, joined_at)
     values (?1, (select no from workspaces where id = ?2), ?3, ?4, ?3, 'student', 'slack:' || ?3, 1)`,
  )
    .bind(id, workspace, handle, handleKey)
    .run();
  return id;
}

/** The code of a refusal; undefined where it was none. */
export const codeOf = ({ status, body }: Answer): Refusal["code"] | undefined =>
  status >= 400 ? (body as Refusal).code : undefined;
