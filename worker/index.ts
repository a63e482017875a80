import { app } from "./app.ts";

export { ClassArchive } from "./archive/class-archive.ts";
export { Eraser } from "./erasing/eraser.ts";
export { PasswordHasher } from "./identity/password-hasher.ts";
export { ChannelRoom } from "./room/channel-room.ts";
export { WorkspaceHub } from "./hub/workspace-hub.ts";

export default { fetch: app.fetch } satisfies ExportedHandler<Env>;
