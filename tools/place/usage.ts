/** What all commands say of themselves. */
import { COURSE_USAGE } from "./archive/course.ts";
import { EXPORT_USAGE } from "./archive/export.ts";
import { VERIFY_USAGE } from "./archive/verify.ts";
import { BACKUP_USAGE } from "./backup/commands.ts";
import { IMPORT_USAGE } from "./import/command.ts";
import { ROTATE_USAGE } from "./keys/command.ts";
import { PROGRAMS_USAGE } from "./programs.ts";
import { SEARCH_USAGE } from "./search/find.ts";
import { REINDEX_USAGE } from "./search/reindex.ts";
import { STATE_USAGE } from "./search/state.ts";
import { SIGN_WIDGET_USAGE } from "./sign-widget.ts";
import { POST_USAGE } from "./talk/post.ts";
import { TAIL_USAGE } from "./talk/tail.ts";

export const USAGE = [
  ...[IMPORT_USAGE, EXPORT_USAGE, VERIFY_USAGE, COURSE_USAGE, BACKUP_USAGE, REINDEX_USAGE, SEARCH_USAGE, STATE_USAGE],
  ...[SIGN_WIDGET_USAGE, TAIL_USAGE, POST_USAGE, PROGRAMS_USAGE, ROTATE_USAGE],
].join("\n\n");
