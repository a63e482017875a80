/** What becomes of the parts of a Telegram export; see `accounting.ts`. */
import { each, type Parts } from "../accounting.ts";

const MACHINE = "programsOnly";
const ACCOUNT = "profiles";
const COPY = "copies";
const LOOKS = "mediaSizes";

export const EXPORT_PARTS: Parts = {
  ...each(true, "chats left_chats personal_information.user_id personal_information.first_name"),
  ...each(true, "personal_information.last_name personal_information.username"),
  ...each(
    ACCOUNT,
    "personal_information contacts frequent_contacts sessions web_sessions profile_pictures stories other_data",
  ),
  about: MACHINE,
};
export const CHAT_PARTS: Parts = each(true, "name type id messages");
export const MESSAGE_PARTS: Parts = {
  ...each(
    true,
    "id type date_unixtime date from from_id edited_unixtime reply_to_message_id text_entities poll sticker_emoji",
  ),
  ...each(true, "photo file file_name file_size photo_file_size media_type forwarded_from reactions"),
  ...{ text: COPY, edited: COPY, forwarded_from_id: MACHINE, forwarded_date: "forwardedWhen" },
  ...each(LOOKS, "mime_type thumbnail thumbnail_file_size width height duration_seconds performer title"),
  ...each(
    MACHINE,
    "reply_to_peer_id via_bot author saved_from inline_bot_buttons media_spoiler self_destruct_period_seconds",
  ),
  ...{
    location_information: "mapPlaces",
    contact_information: "contacts",
    contact_vcard: "contacts",
  },
};
