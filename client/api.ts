/** The HTTP interface as one function over the rows of the contract (protocol/routes/), known here by their types and addresses. */
import type { AnswerOf, AskedOf, ParamsOf, RouteName, Row, RowOf } from "../protocol/routes/index.ts";
import { AT_ONCE } from "./addresses.ts";
import { UnreachableError } from "./errors.ts";
import { createRequest, type HttpOptions, type Method, type Query } from "./http.ts";

/** What a route answers. */
export type AnswerTo<Name extends RouteName> = AnswerOf<RowOf<Name>>;
/** What a route is asked with: its body, or its query. */
export type AskedFrom<Name extends RouteName> = AskedOf<RowOf<Name>>;

/** At most one of `before`, `after`, `around`, each a place; none asks for the newest page. */
export type HistoryQuery = AskedFrom<"messages.page">;
/** A wording that a message had. */
export type Version = AnswerTo<"messages.versions">["versions"][number];

type Params<R extends Row> = keyof ParamsOf<R> extends never ? Record<never, never> : ParamsOf<R>;
/** What comes behind the name; left out where the route asks for nothing, or for nothing that it needs. */
type CallOf<R extends Row> =
  AskedOf<R> extends undefined
    ? keyof ParamsOf<R> extends never
      ? []
      : [params: Params<R>]
    : Partial<AskedOf<R>> extends AskedOf<R>
      ? keyof ParamsOf<R> extends never
        ? [params?: Params<R>, asked?: AskedOf<R>]
        : [params: Params<R>, asked?: AskedOf<R>]
      : [params: Params<R>, asked: AskedOf<R>];

/** Also written as the page is left: these go out when it closes in the next moment. */
const OUTLIVES_THE_PAGE: ReadonlySet<RouteName> = new Set<RouteName>(["personal.keepDraft", "personal.dropDraft"]);

/** What the first screen asks; pictures and sockets, whose addresses are given to the browser. */
type AtOnce = keyof typeof AT_ONCE;
const isAtOnce = (name: RouteName): name is AtOnce => name in AT_ONCE;

/** @throws UnreachableError where the file with it could not be fetched */
async function laterAddress(name: Exclude<RouteName, AtOnce>): Promise<string> {
  const { LATER } = await import("./addresses-later.ts").catch((cause: unknown) => {
    throw new UnreachableError(cause);
  });
  return LATER[name];
}

interface Address {
  method: Method;
  path: string;
}
/** Method and path of a route, its parts escaped. */
function filled(address: string, params: object = {}): Address {
  const [method, path = ""] = address.split(" ");
  const given = params as Record<string, string | number>;
  const whole = path.replace(/:(\w+)/gu, (_, part: string) => encodeURIComponent(given[part] ?? ""));
  return { method: method as Method, path: `/api${whole}` };
}

/** As a query has them: a list with commas between. */
const queryOf = (asked: object): Query =>
  Object.fromEntries(
    Object.entries(asked).map(([key, value]: [string, unknown]) => [
      key,
      Array.isArray(value) ? value.join(",") : (value as string | number | undefined),
    ]),
  );

export function createApi(options: HttpOptions = {}) {
  const request = createRequest(options);
  const baseUrl = (options.baseUrl ?? "").replace(/\/+$/u, "");

  return {
    /** What the sockets need to know to reach the same server as the same caller. */
    baseUrl,
    token: options.token,
    fetch: options.fetch,

    /**
     * Asks a route by its name. Times are in ms since 1970, by the server's clock.
     * @param asked the body of a write, the query of what reads or deletes
     * @returns what the row's answer says; undefined where there is nothing to tell
     * @throws RefusedError, UnreachableError, and nothing else
     */
    async call<Name extends RouteName>(name: Name, ...args: CallOf<RowOf<Name>>): Promise<AnswerTo<Name>> {
      const [params, asked] = args as [params?: object, asked?: object];
      // What is written as the page is left goes out in this turn.
      const { method, path } = filled(isAtOnce(name) ? AT_ONCE[name] : await laterAddress(name), params);
      const isQuery = method === "GET" || method === "DELETE";
      const query = isQuery && asked ? queryOf(asked) : undefined;
      const keepalive = OUTLIVES_THE_PAGE.has(name);
      const { value } = await request<AnswerTo<Name>>(method, path, isQuery ? undefined : asked, query, { keepalive });
      return value;
    },

    /** The address of a picture or a socket on this server, for who fetches it by other means. */
    pathOf<Name extends AtOnce>(name: Name, params: Params<RowOf<Name>>): string {
      return filled(AT_ONCE[name], params).path;
    },
    /** The same as a whole address. */
    addressOf<Name extends AtOnce>(name: Name, params: Params<RowOf<Name>>): string {
      return baseUrl + filled(AT_ONCE[name], params).path;
    },
  };
}
export type Api = ReturnType<typeof createApi>;
