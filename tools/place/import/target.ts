/** Where an import goes to: a class of a deployed PLACE, reached with a token. The local one is in `local-place.ts`. */
import { createApi, type Api } from "../../../client/api.ts";
import { RefusedError } from "../../../client/errors.ts";
import type { MyWorkspace } from "../../../protocol/index.ts";
import { CannotImport } from "../../../imports/cannot-import.ts";
import { counted } from "../../../imports/words.ts";

/** Bringing in a batch is a lot of work for a small server. */
const TIMEOUT_MS = 120_000;

export interface Entered {
  api: Api;
  workspaceId: string;
  /** Made by this import: its first channels are empty. */
  isNew: boolean;
  /** Told at the end, once. */
  notes: string[];
}

export interface Target {
  /** Where to, in words. */
  sentence: string;
  /** Is called once the person agreed. */
  enter(): Promise<Entered>;
  close(): Promise<void>;
}

export function openApi(baseUrl: string, token?: string): Api {
  return createApi({ baseUrl, timeout: TIMEOUT_MS, ...(token !== undefined && { token }) });
}

/**
 * @param imports whether it is to take an import: then who may not is told before anything is read. What else somebody may, the server says
 * @throws CannotImport where the token does not lead to such a class
 */
export async function openRemote(
  url: string,
  token: string | undefined,
  wanted: string,
  { imports = false } = {},
): Promise<Target> {
  if (!URL.canParse(url))
    throw new CannotImport(`"${url}" is not an address. It looks like https://place.example.workers.dev`);
  const { protocol, hostname, origin } = new URL(url);
  const isHere = ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
  if (protocol !== "https:" && !(protocol === "http:" && isHere))
    throw new CannotImport("A token is only sent over https.");
  if (!token)
    throw new CannotImport(
      `${origin} asks who you are: make a token there, under Settings → Tokens, and give it as PLACE_TOKEN or --token.`,
    );
  const api = openApi(origin, token);
  const { account } = await api.call("account.get").catch((error: unknown) => {
    if (error instanceof RefusedError && error.status === 401)
      throw new CannotImport(`${origin} does not know this token (any more). Make a new one under Settings → Tokens.`);
    throw error;
  });
  const workspace = findWorkspace(account.workspaces, wanted, `@${account.handle} at ${origin}`);
  if (imports && workspace.role !== "owner" && workspace.role !== "teacher")
    throw new CannotImport(
      `Only an owner or a teacher can import into "${workspace.name}"; you are ${workspace.role} there.`,
    );
  return {
    sentence: `It goes into the class "${workspace.name}" at ${origin}, as @${account.handle}.`,
    enter: () => Promise.resolve({ api, workspaceId: workspace.id, isNew: false, notes: [] }),
    close: () => Promise.resolve(),
  };
}

function findWorkspace(workspaces: MyWorkspace[], wanted: string, whose: string): MyWorkspace {
  const found = classesNamed(workspaces, wanted);
  const [workspace] = found;
  if (!workspace) {
    const names = workspaces.map(({ name }) => `"${name}"`).join(", ");
    throw new CannotImport(`There is no class "${wanted}" among those of ${whose}${names ? `: ${names}` : ""}.`);
  }
  if (found.length > 1) throw new CannotImport(severalNamed(found, wanted));
  return workspace;
}

/** By id, or by name without regard to case. */
export function classesNamed<T extends { id: string; name: string }>(classes: T[], wanted: string): T[] {
  const byId = classes.filter(({ id }) => id === wanted);
  return byId.length > 0 ? byId : classes.filter(({ name }) => name.toLowerCase() === wanted.trim().toLowerCase());
}

export function severalNamed(found: { id: string }[], wanted: string): string {
  return `There are ${counted(found.length, "class", "classes")} named "${wanted}". Say which by its id: ${found.map(({ id }) => id).join(", ")}.`;
}
