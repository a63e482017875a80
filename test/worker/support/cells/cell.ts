/** What is said of one row in the access matrix, and what its requests are made of. */
import type { RefusalCode } from "../../../../protocol/index.ts";
import type { RouteName } from "../../../../protocol/routes/index.ts";
import type { Somebody } from "../classroom.ts";
import type { Actor, Scene } from "../scene.ts";

export interface Asking {
  /** Parts of the address that are not the scene's class, channel and target. */
  params?: Record<string, string>;
  /** A body, or a query. */
  body?: unknown;
}
export interface Cell {
  /** Who is let in. All others are refused: `nobody` is to sign in, for those out of the class there is nothing, members may not. */
  in: readonly Actor[];
  /** Who hears something else. */
  others?: Partial<Record<Actor, RefusalCode>>;
  /** What each of them asks. */
  ask?: (scene: Scene, actor: Actor, who: Somebody | undefined) => Asking | Promise<Asking>;
}
/** A cell of each row of these nouns, and of no other. */
export type CellsOf<Noun extends string> = Record<Extract<RouteName, `${Noun}.${string}`>, Cell>;

export const asking = (body: unknown) => () => ({ body });
let made = 0;
/** A word that nobody has used here. */
export const fresh = (word: string) => `${word}-${++made}`;
/** The same, where a name takes no hyphens. */
export const freshEmoji = () => `blob_${++made}`;
