/** Which of the attachments of a Slack message are taken over, and which parts of them are not. */
import { Attachment, isBare } from "../../protocol/foreign/slack/attachments.ts";
import { readAll } from "../../protocol/foreign/entries.ts";
import { accountFor, type Parts } from "../accounting.ts";
import type { Findings } from "../findings.ts";
import { accountForBlocks } from "./block-parts.ts";
import { ATTACHMENT_PARTS, REASONS } from "./parts.ts";

/** @param said the message's own text: a preview of a link in it is not repeated */
export function attachmentsOf(list: unknown, said: string, place: string, findings: Findings): Attachment[] {
  const where = { findings, place, prefix: "attachments." };
  return readAll(Attachment, list).filter((attachment) => {
    const isLeftOut = isPreview(attachment, said);
    accountFor(attachment, isLeftOut ? {} : partsOf(attachment), where, isLeftOut ? REASONS.preview : undefined);
    if (!isLeftOut)
      accountForBlocks(attachment["blocks"], attachment.text ? REASONS.sameText : true, {
        ...where,
        prefix: "attachments.blocks",
      });
    return !isLeftOut;
  });
}

function partsOf(attachment: Attachment): Parts {
  const { author_name, footer } = attachment;
  return {
    ...ATTACHMENT_PARTS,
    ...(isBare(attachment) && (attachment.thumb_url ? { thumb_url: true } : { fallback: true })),
    ...(footer === author_name && { footer: REASONS.sameText }),
  };
}

function isPreview(attachment: Attachment, said: string): boolean {
  if (attachment["is_share"] === true || attachment["is_msg_unfurl"] === true) return false;
  return said !== "" && Boolean(attachment.from_url ?? attachment.original_url);
}
