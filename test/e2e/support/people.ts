/** Accounts made over HTTP, as a browser would make them: known by a cookie that a browser can then carry on with. */
import { createApi, type Api } from "../../../client/api.ts";
import { cookieFetch } from "../../support/cookie-fetch.ts";

export interface Person {
  handle: string;
  name: string;
  password: string;
  /** Speaks to the server as this person. */
  api: Api;
  /** The session's cookie; changes with every sign-in. */
  cookie: () => { name: string; value: string };
}

let made = 0;
/** Every process of a run has another number, also the one that takes over from one that failed. */
const run = process.env["TEST_WORKER_INDEX"] ?? process.pid;

/** Handles are one namespace over all classes, so every test has its own. */
export const newHandle = (name: string): string => `${name.toLowerCase().split(" ")[0] ?? ""}-w${run}-n${(made += 1)}`;

/** Somebody without an account yet: `api` is nobody's until they join, sign in or make a class. */
export function newcomer(baseUrl: string, name: string, handle = newHandle(name)): Person {
  const { fetch, cookies } = cookieFetch();
  const api = createApi({ baseUrl, fetch });
  return {
    handle,
    name,
    password: `the password of ${name}`,
    api,
    cookie: () => ({ name: "place", value: cookies.get("place") ?? "" }),
  };
}

export const accountOf = ({ handle, name, password }: Person) => ({ handle, name, password });
