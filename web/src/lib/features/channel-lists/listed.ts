/** What the lists of a channel show of a message that the search found. Pure. */
import { kindOfFile } from "../../../../../protocol/file-kinds.ts";
import type { MessageFile } from "../../../../../protocol/index.ts";
import { PICTURE } from "../../../../../protocol/search/indexed.ts";
import type { SearchHit } from "../../../../../protocol/search/contract.ts";
import { linksIn, type BodyLink } from "../../conversation/markup/hrefs.ts";

export const KINDS = ["link", "file", "poll"] as const;
export type Kind = (typeof KINDS)[number];

/** What a list asks the search for: what was typed is words, whatever it looks like. */
export function queryOf(kind: Kind, typed: string): string {
  const words = typed.replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim();
  return words === "" ? `has:${kind}` : `has:${kind} ${words}`;
}

export interface ListedLink extends BodyLink {
  /** As it is read: without what all of them begin with. */
  shown: string;
}

/** The links of a message, each address once. */
export function listedLinks(body: string): ListedLink[] {
  const byAddress = new Map(linksIn(body).map((link) => [link.href, link]));
  return [...byAddress.values()].map((link) => ({
    ...link,
    shown: link.href.replace(/^(?:https?:\/\/(?:www\.)?|mailto:)/u, "").replace(/\/$/u, ""),
  }));
}

/** It has what the list is of. A link under a cover, for instance, is found and not listed. */
export function isListed(kind: Kind, { message }: SearchHit): boolean {
  if (kind === "link") return linksIn(message.body).length > 0;
  return kind === "poll" ? message.meta?.poll !== undefined : (message.meta?.files?.length ?? 0) > 0;
}

/** What the list of files is narrowed to. */
export const FILE_KINDS = ["all", "picture", "document", "media", "other"] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** By its ending, of what says nothing else of itself: office programs' files are zips, and an import tells names alone. */
const DOCUMENT = /\.(?:pdf|docx?|xlsx?|pptx?|od[tpsg]|rtf|epub|pages|numbers|key|txt|md|csv|tsv|tex|ipynb)$/iu;
const MEDIA = /\.(?:mp[34]|m4[av]|mov|webm|mkv|avi|og[gva]|opus|wav|flac|aac)$/iu;

export function fileKindOf({ name, type }: Pick<MessageFile, "name" | "type">): Exclude<FileKind, "all"> {
  const kind = kindOfFile(type);
  if (kind === "picture") return "picture";
  if (kind === "video" || kind === "sound") return "media";
  if (kind === "pdf" || kind === "text" || DOCUMENT.test(name)) return "document";
  if (type !== undefined) return "other";
  if (PICTURE.test(name)) return "picture";
  return MEDIA.test(name) ? "media" : "other";
}

export const filesOf = ({ message }: SearchHit, only: FileKind): readonly MessageFile[] =>
  (message.meta?.files ?? []).filter((file) => only === "all" || fileKindOf(file) === only);
