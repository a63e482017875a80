/**
 * Generated from protocol/routes/ by `npm run routes -- --write`. Method and path of every route: a browser knows the rows by their
 * types alone, since their schemas would come with the first load. Here are those that the first screen asks;
 * addresses-later.ts has the others.
 */
import type { RouteName } from "../protocol/routes/index.ts";

export const AT_ONCE = {
  "account.session": "GET /session",
  "workspaces.bootstrap": "GET /workspaces/:workspace/bootstrap",
  "workspaces.icon": "GET /workspaces/:workspace/icon/:version",
  "members.list": "GET /workspaces/:workspace/members",
  "members.picture": "GET /pictures/:member/:version",
  "emoji.picture": "GET /workspaces/:workspace/emoji/:name/:version",
  "channels.get": "GET /channels/:channel",
  "memberships.list": "GET /channels/:channel/members",
  "messages.page": "GET /channels/:channel/messages",
  "messages.post": "POST /channels/:channel/messages",
  "messages.edit": "PATCH /channels/:channel/messages/:seq",
  "messages.remove": "DELETE /channels/:channel/messages/:seq",
  "messages.act": "POST /channels/:channel/messages/:seq/acts",
  "messages.read": "POST /channels/:channel/read",
  "files.read": "GET /channels/:channel/messages/:seq/files/:file/:name",
  "personal.drafts": "GET /workspaces/:workspace/drafts",
  "personal.keepDraft": "PUT /channels/:channel/draft",
  "personal.dropDraft": "DELETE /channels/:channel/draft",
  "visits.emojiPicture": "GET /widgets/:widget/emoji/:name/:version",
  "sockets.channel": "GET /channels/:channel/socket",
  "sockets.workspace": "GET /workspaces/:workspace/socket",
  "sockets.channelStream": "GET /channels/:channel/stream",
  "sockets.workspaceStream": "GET /workspaces/:workspace/stream",
} as const satisfies Partial<Record<RouteName, string>>;
