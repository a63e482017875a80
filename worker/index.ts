import { app } from "./app.ts";
import { withWalls } from "./http/walls.ts";
import { carryCounts } from "./meter/carry.ts";
import { nightly } from "./nightly.ts";
import { ALL, tally } from "./tally.ts";

export { ClassArchive } from "./archive/class-archive.ts";
export { ClassBackups } from "./backup/class-backups.ts";
export { Eraser } from "./erasing/eraser.ts";
export { PasswordHasher } from "./identity/password-hasher.ts";
export { Meter } from "./meter/meter.ts";
export { ChannelRoom } from "./room/channel-room.ts";
export { WorkspaceHub } from "./hub/workspace-hub.ts";
export { Nightly } from "./nightly.ts";

export default {
  fetch(request, env, ctx) {
    tally.add(ALL, "requests.worker");
    carryCounts();
    return withWalls(request, app.fetch(request, env, ctx));
  },
  scheduled: (_event, env) => nightly(env),
} satisfies ExportedHandler<Env>;
