/** Which parts of a Discord message's embeds are not taken over. */
import { Embed, isBare, isPreview } from "../../protocol/foreign/discord/embeds.ts";
import { readAll } from "../../protocol/foreign/entries.ts";
import { accountFor } from "../accounting.ts";
import type { Findings } from "../findings.ts";
import { EMBED_PARTS, PREVIEW } from "./parts.ts";

/** Says which parts of a message's embeds are not taken. */
export function accountForEmbeds(
  { content, embeds }: Record<string, unknown>,
  prefix: string,
  place: string,
  findings: Findings,
): void {
  const said = typeof content === "string" ? content : "";
  for (const embed of readAll(Embed, embeds)) {
    const where = { findings, place, prefix };
    if (isPreview(embed, said)) accountFor(embed, {}, where, PREVIEW);
    else accountFor(embed, { ...EMBED_PARTS, ...(isBare(embed) && { "thumbnail.url": true }) }, where);
  }
}
