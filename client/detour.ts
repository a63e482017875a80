/**
 * Where a live connection is opened, and what stands in for it where the network lets no WebSocket through (R60). That is fetched when it is
 * known to be needed: HTTP was answered while no socket opened.
 */
import type { Api } from "./api.ts";
import type { Environment } from "./environment.ts";
import { socketUrl, type OpenSocket, type Socket } from "./socket.ts";

/** How what is new comes in: told at once on a socket or a stream, or read every few seconds; null: not at all for now. */
export type Way = "socket" | "stream" | "pages" | null;

/** A socket that is away for this long is not waited for any more. */
export const FALLBACK_AFTER_MS = 4_000;

const detours = new WeakMap<Api, OpenSocket>();

/** @param path of a socket, with its query */
export function openLive(api: Api, { openSocket }: Environment, path: string): Socket {
  return (detours.get(api) ?? openSocket)(socketUrl(api, path), api.token);
}

/** @returns true where there is another way from now on that was not there before: to be tried at once */
export async function findDetour(api: Api, environment: Environment): Promise<boolean> {
  if (detours.has(api)) return false;
  try {
    const { detourAround } = await import("./detour-stream.ts");
    detours.set(api, detourAround(environment, api.fetch));
    return true;
  } catch {
    // Its file could not be fetched: asked for again with the next answer.
    return false;
  }
}
