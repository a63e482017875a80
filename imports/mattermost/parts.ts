/** What becomes of the parts of a Mattermost export; see `accounting.ts`. */
import { below, each, type Parts } from "../accounting.ts";

const MACHINE = "programsOnly";
const SERVER = "serverSettings";
const ACCOUNT = "profiles";

export const TEAM_PARTS: Parts = {
  name: true,
  display_name: true,
  ...each(SERVER, "type description allow_open_invite scheme"),
};
export const CHANNEL_PARTS: Parts = {
  ...each(true, "team name display_name type header purpose"),
  ...each(SERVER, "scheme deleted_at"),
};
export const USER_PARTS: Parts = {
  ...each(true, "username nickname first_name last_name teams.name teams.channels.name"),
  ...each(
    ACCOUNT,
    "email auth_service auth_data password position roles locale profile_image delete_at custom_status props",
  ),
  ...each(
    SERVER,
    "teams notify_props use_military_time theme tutorial_step feature_enabled_markdown_preview format_text",
  ),
  ...each(
    SERVER,
    "show_unread_section use_markdown collapse_previews message_display channel_display_mode email_interval",
  ),
};
export const DIRECT_PARTS: Parts = { members: true, ...each(SERVER, "favorited_by header shown_by participants") };
const content: Parts = {
  ...each(
    true,
    "user message create_at edit_at delete_at reactions.user reactions.emoji_name attachments.path is_pinned",
  ),
  ...{ type: MACHINE, props: MACHINE, "reactions.create_at": "reactionTimes" },
  ...each(SERVER, "flagged_by thread_followers unread"),
};
export const POST_PARTS: Parts = {
  ...content,
  team: true,
  channel: true,
  channel_members: true,
  replies: true,
  ...below("replies", content),
};
