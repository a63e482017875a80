import { app } from "./app.ts";

export { PasswordHasher } from "./identity/password-hasher.ts";
export { ChannelRoom } from "./rooms/channel-room.ts";
export { WorkspaceHub } from "./rooms/workspace-hub.ts";

export default { fetch: app.fetch } satisfies ExportedHandler<Env>;
