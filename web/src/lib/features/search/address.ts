/** The addresses of searches: what is asked stands in them, so that Back, links and a page that is loaded anew show the same. */
import type { MyChannel } from "../../../../../protocol/index.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

export type Order = "newest" | "best";
/** What is asked for. */
export interface Asked {
  /** Words and filters, as they were typed. */
  q: string;
  order: Order;
  /** Id of the only channel to look in, where it has no name that could stand in `q`. */
  channel: string | null;
}

export const searchPath = (workspaceId: string): string => `/w/${workspaceId}/search`;

/** @returns path and query; what is as usual is left out */
export function searchAddress(
  workspaceId: string,
  { q = "", order = "newest", channel = null }: Partial<Asked>,
): string {
  const query = new URLSearchParams();
  if (q !== "") query.set("q", q);
  if (order !== "newest") query.set("order", order);
  if (channel !== null) query.set("channel", channel);
  const text = query.toString();
  return searchPath(workspaceId) + (text === "" ? "" : `?${text}`);
}

export function askedIn(url: Pick<URL, "search">): Asked {
  const asked = new URLSearchParams(url.search);
  return {
    q: asked.get("q") ?? "",
    order: asked.get("order") === "best" ? "best" : "newest",
    channel: asked.get("channel"),
  };
}

/** A value as it stands behind a filter's colon. */
export const valueOf = (text: string): string => (/\s/u.test(text) ? `"${text}"` : text);

/** A search in this channel alone, to which words are added. */
export function within(workspace: WorkspaceState, channel: MyChannel): Partial<Asked> {
  const [other] = channel.kind === "dm" ? workspace.othersIn(channel) : [];
  const handle = other === undefined ? undefined : workspace.member(other)?.handle;
  if (handle !== undefined) return { q: `in:@${handle} ` };
  return channel.name === "" ? { channel: channel.id } : { q: `in:#${valueOf(channel.name)} ` };
}
