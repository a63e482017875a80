/** What becomes of the parts of a Zulip export; see `accounting.ts`. */
import { each, type Parts } from "../accounting.ts";

const MACHINE = "programsOnly";
const COPY = "copies";

/** Of a file of messages, without these. */
export const MESSAGES_PARTS: Parts = { zerver_usermessage: "readMarks" };
export const MESSAGE_PARTS: Parts = {
  ...each(true, "id sender recipient subject content date_sent last_edit_time"),
  ...each(
    MACHINE,
    "sending_client realm rendered_content_version search_tsvector has_attachment has_image has_link is_channel_message type",
  ),
  ...{ rendered_content: COPY, edit_history: "earlierWordings" },
};
