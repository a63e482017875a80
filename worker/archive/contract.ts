/** What the object of an archive is to the worker. Its stub is typed by it (see room/contract.ts for why). */
import type { Archive } from "../../protocol/archives.ts";
import { toTheEnd } from "../room/stubs.ts";

/** For whom, and of what. */
export interface ArchiveOrder {
  workspaceNo: number;
  workspaceId: string;
  workspaceName: string;
  memberNo: number;
  memberId: string;
}

export interface ArchiveJob {
  state(): Promise<Archive | null>;
  /** Begins one in the place of the one before; one that is being made goes on. */
  make(order: ArchiveOrder): Promise<Archive>;
  /** Stops it and takes away what there is of it. */
  remove(): Promise<Archive | null>;
  /** Where its bytes lie in R2, in their order. Null: it is not ready. */
  parts(): Promise<{ name: string; size: number; keys: string[] } | null>;
}

/** Each owner of a class has their own: what one of them may read, another one may not. */
export const archiveOf = (env: Pick<Env, "ARCHIVES">, workspaceId: string, memberId: string) =>
  // Named in wrangler.toml: of ClassArchive, which implements it.
  toTheEnd(env.ARCHIVES.getByName(`${workspaceId}/${memberId}`)) as unknown as ArchiveJob;
