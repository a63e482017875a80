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
const run = Date.now().toString(36).slice(-4);

/** Handles are one namespace over all classes, so every test has its own. */
export const newHandle = (name: string): string => `${name.toLowerCase().split(" ")[0] ?? ""}-${run}-${(made += 1)}`;

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
