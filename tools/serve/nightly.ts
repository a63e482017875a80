/** What Cloudflare's cron does for a deployment (wrangler.toml, `crons`), a machine of one's own does itself while PLACE runs on it. */
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A worker beside PLACE's that calls it by a binding: whoever reaches the port, and has no key, gets nothing from it. */
const HOST = "nightly.invalid";
const KEY = randomBytes(24).toString("base64url");
export const nightlyWorker = (compatibilityDate: string) => ({
  ...{ name: "nightly", compatibilityDate, modules: true, routes: [`${HOST}/*`], bindings: { KEY } },
  serviceBindings: { PLACE: { name: "place", entrypoint: "Nightly" } },
  script: `export default {
    async fetch(request, env) {
      if (request.headers.get("authorization") !== env.KEY) return new Response(null, { status: 404 });
      await (new URL(request.url).pathname === "/keys" ? env.PLACE.turnKeys() : env.PLACE.run());
      return new Response(null, { status: 204 });
    },
  }`,
});

/** Of the runtime. */
type Dispatch = (url: string, init: { headers: Record<string, string> }) => Promise<{ status: number }>;

/** Begins the night's work in the worker. @throws Error where it could not be begun */
export const runNight = (dispatch: Dispatch): Promise<void> => ask(dispatch, "");
/** What a new key has to do, at once; nothing where there is none. What goes wrong in it is in the log. @throws Error where it could not be begun */
export const turnKeys = (dispatch: Dispatch): Promise<void> => ask(dispatch, "keys");

async function ask(dispatch: Dispatch, what: string): Promise<void> {
  const { status } = await dispatch(`http://${HOST}/${what}`, { headers: { authorization: KEY } });
  if (status !== 204) throw new Error(`the worker answered ${status}`);
}

const LOOK_EVERY_MS = 10 * 60_000;
const HOUR = 3;
/** A laptop sleeps at night: then it is made up for. */
const AT_LEAST_EVERY_MS = 26 * 60 * 60_000;

/** Is it time? At three at night, once; and whenever the last one is longer ago than a night. @param last ms; undefined: never */
export function isTime(now: Date, last: number | undefined): boolean {
  if (last === undefined) return false;
  const since = now.getTime() - last;
  return since > AT_LEAST_EVERY_MS || (now.getHours() === HOUR && since > 2 * 60 * 60_000);
}

/** @param run begins the night's work in the worker @returns ends it */
export function everyNight(state: string, run: () => Promise<unknown>, print: (line: string) => void): () => void {
  const file = join(state, "nightly");
  const look = async () => {
    const last = Number(await readFile(file, "utf8").catch(() => "")) || undefined;
    const now = new Date();
    const due = isTime(now, last);
    // A folder that is new has its first night before it.
    if (due || last === undefined) await writeFile(file, String(now.getTime()));
    if (due) await run();
  };
  const looking = () =>
    void look().catch((error: unknown) => print(`The night's backups could not be begun: ${String(error)}`));
  const timer = setInterval(looking, LOOK_EVERY_MS);
  timer.unref();
  looking();
  return () => clearInterval(timer);
}
