/** What becomes of the parts of a Slack export's entries; see `parts.ts`. */
import { each, type Parts } from "../accounting.ts";

const MACHINE = "programsOnly";
const COPY = "copies";
const LOOKS = "looksOfPrograms";
const READING = "reading";
const PROFILE = "profiles";
const PREVIEW = "filePreviews";
const BUTTONS = "buttons";
const PAGES = "attachmentPages";
const SETTINGS = "channelSettings";
const MARKING = "marking";

export const REASONS = {
  copy: COPY,
  buttons: BUTTONS,
  sameText: "sameText",
  notifications: "notificationTexts",
  preview: "linkPreviews",
  purpose: "purposes",
  sentence: "sourceSentences",
} as const;

export const MESSAGE_PARTS: Parts = {
  // What is left of these is accounted for by whoever reads them.
  ...each(true, "files file attachments blocks slackdump_thread_replies"),
  ...each(true, "ts text user bot_id username subtype thread_ts edited.ts reactions"),
  ...each(true, "pinned_to pinned_info.pinned_by pinned_info.pinned_ts comment.user comment.comment"),
  ...each(true, "user_profile.name user_profile.real_name user_profile.display_name bot_profile.name"),
  ...each("whoChanged", "edited"),
  ...each(PROFILE, "user_profile bot_profile"),
  ...each(LOOKS, "icons bot_link reactions.url"),
  ...each(READING, "subscribed last_read unread_count is_starred"),
  ...each(COPY, "pinned_info channel event_ts permalink parent_user_id root inviter old_name name item item_type"),
  ...each(COPY, "reply_count reply_users reply_users_count replies latest_reply"),
  ...each(
    MACHINE,
    "type client_msg_id team user_team source_team app_id comment upload display_as_bot upload_reply_to",
  ),
  ...each(MACHINE, "is_intro metadata is_locked mrkdwn assistant_app_thread no_notifications hidden"),
};

/** Of a file: what it is called where it has a name, and where it is. */
export const FILE_PARTS: Parts = {
  ...each(true, "name size url_private initial_comment.comment"),
  ...each("fileTitles", "title"),
  ...each(COPY, "created timestamp user username channels groups ims shares comments_count"),
  ...each(READING, "is_starred num_stars saved"),
  ...each(
    MACHINE,
    "id mode initial_comment user_team has_more_shares is_external external_type is_public public_url_shared",
  ),
  ...each(
    MACHINE,
    "editable editor display_as_bot file_access mimetype filetype pretty_type media_display_type edit_link",
  ),
  ...each(MACHINE, "skipped_shares"),
  ...each(PREVIEW, "has_rich_preview url_private_download permalink permalink_public url_static_preview converted_pdf"),
  ...each(PREVIEW, "preview preview_highlight preview_is_truncated preview_plain_text lines lines_more deanimate_gif"),
  ...each(
    PREVIEW,
    "thumb_64 thumb_80 thumb_160 thumb_360 thumb_480 thumb_720 thumb_800 thumb_960 thumb_1024 thumb_360_gif",
  ),
  ...each(PREVIEW, "thumb_360_w thumb_360_h thumb_480_w thumb_480_h thumb_720_w thumb_720_h thumb_800_w thumb_800_h"),
  ...each(PREVIEW, "thumb_960_w thumb_960_h thumb_1024_w thumb_1024_h thumb_pdf thumb_pdf_w thumb_pdf_h thumb_video"),
  ...each(PREVIEW, "thumb_video_w thumb_video_h thumb_tiny thumb_gif image_exif_rotation original_w original_h"),
};
/** A document that is written in Slack is called by its title. */
export const DOCUMENT_PARTS: Parts = {
  ...FILE_PARTS,
  ...each(true, "id mode title"),
  ...each("documentNames", "name"),
};

export const ATTACHMENT_PARTS: Parts = {
  ...each(true, "pretext author_name title title_link text fields footer image_url from_url original_url files blocks"),
  ...each("attachmentTexts", "fallback"),
  ...each("attachmentServices", "service_name"),
  ...each("attachmentTimes", "ts"),
  ...each(PREVIEW, "thumb_url thumb_width thumb_height image_width image_height image_bytes"),
  ...each(PREVIEW, "video_html video_html_width video_html_height"),
  ...each(PAGES, "author_link service_url"),
  ...each(LOOKS, "fields.short author_icon footer_icon service_icon color"),
  ...each(COPY, "author_subname author_id channel_id channel_name channel_team message_blocks"),
  ...each(
    MACHINE,
    "id mrkdwn_in callback_id bot_id app_id app_unfurl_url bot_team_id author_team_id msg_subtype is_share",
  ),
  ...each(MACHINE, "is_msg_unfurl is_reply_unfurl is_thread_root_unfurl is_app_unfurl private_channel_prompt"),
  ...each(BUTTONS, "actions"),
};

export const USER_PARTS: Parts = {
  ...each(true, "id name real_name profile.display_name profile.real_name profile.bot_id"),
  ...each(PROFILE, "profile team_id deleted color tz tz_label tz_offset updated is_admin is_owner is_primary_owner"),
  ...each(PROFILE, "is_restricted is_ultra_restricted is_bot is_app_user is_email_confirmed is_invited_user has_2fa"),
  ...each(PROFILE, "who_can_share_contact_card enterprise_user is_stranger locale presence two_factor_type status"),
  ...each(PROFILE, "has_files is_workflow_bot is_connector_bot teams"),
};

export const CHANNEL_PARTS: Parts = {
  ...each(true, "id name created is_archived members topic.value pins"),
  ...each(COPY, "pins.owner"),
  ...each(
    SETTINGS,
    "topic purpose creator is_general is_channel is_group is_im is_mpim is_private is_shared is_org_shared",
  ),
  ...each(
    SETTINGS,
    "is_ext_shared is_pending_ext_shared is_member is_open unlinked updated name_normalized num_members",
  ),
  ...each(
    SETTINGS,
    "previous_names pending_shared parent_conversation shared_team_ids context_team_id internal_team_ids",
  ),
  ...each(SETTINGS, "properties priority user last_read latest message_count is_moved is_read_only is_non_threadable"),
  ...each(SETTINGS, "is_user_deleted"),
};

/** By the name of a part inside of blocks, which stand in each other at any depth. */
export const BLOCK_PARTS: Parts = {
  ...each(
    true,
    "text url user_id channel_id usergroup_id name skin_tone range timestamp fallback value language indent",
  ),
  ...each(true, "offset bold italic strike code style image_url title alt_text title_url"),
  ...each(MARKING, "underline highlight client_highlight"),
  ...each(LOOKS, "border align is_wrapped image_width image_height image_bytes"),
  ...each(MACHINE, "type block_id action_id verbatim emoji unicode format unlink team_id"),
};
/** Parts of a message that can be pressed. */
export const PRESSED = new Set(
  (
    "actions input button static_select overflow datepicker checkboxes radio_buttons users_select workflow_button " +
    "conversations_select channels_select multi_static_select plain_text_input"
  ).split(" "),
);
