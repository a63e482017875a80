/** From the tickets that a message is posted with to the files that stand in it. Synchronous, as everything of a commit is. */
import {
  FILE_PREVIEW_MAX_BYTES,
  kindOfFile,
  refusal,
  type MessageFile,
  type PostFile,
  type Refusal,
} from "../../../protocol/index.ts";
import { because } from "../../../protocol/reasons.ts";
import type { FileTicket, SocketIdentity } from "../contract.ts";
import type { FileTickets } from "./tickets.ts";

/** @returns the refusal where one of them is not this member's, not for this message, or has ended */
export function postedFiles(
  tickets: Pick<FileTickets, "read">,
  posted: readonly PostFile[],
  { member }: Pick<SocketIdentity, "member">,
  message: string,
  now: number,
): MessageFile[] | Refusal {
  const seen = new Set<string>();
  const taken = (signed: string): FileTicket | null => {
    const ticket = tickets.read(signed, now);
    const isGood = ticket?.kind === "file" && ticket.member === member && ticket.message === message;
    // The same bytes twice would be gone from both places when one is taken away.
    if (!isGood || seen.has(ticket.id)) return null;
    seen.add(ticket.id);
    return ticket;
  };
  const files: MessageFile[] = [];
  for (const { ticket: signed, preview, ...said } of posted) {
    const ticket = taken(signed);
    const small = preview === undefined ? undefined : taken(preview);
    if (!ticket || small === null) return refusal("invalid", { field: "files", ...because("file_ticket") });
    if (small && (kindOfFile(small.type) !== "picture" || small.size > FILE_PREVIEW_MAX_BYTES))
      return refusal("invalid", { field: "files" });
    files.push(fileOf(ticket, said, small));
  }
  return files;
}

/** What the bytes say goes before what is said of them. */
function fileOf(
  { id, size, type, width, height }: FileTicket,
  { name, alt, blur, ...said }: Omit<PostFile, "ticket" | "preview">,
  preview: FileTicket | undefined,
): MessageFile {
  const sides = { width: width ?? said.width, height: height ?? said.height };
  const hasSides = sides.width !== undefined && sides.height !== undefined && kindOfFile(type) !== "other";
  return {
    name,
    size,
    id,
    type,
    ...(hasSides && sides),
    ...(alt && { alt }),
    ...(blur !== undefined && { blur }),
    ...(preview && { preview: { id: preview.id, size: preview.size, type: preview.type } }),
  };
}
