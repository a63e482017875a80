/** The class as one archive, for its owners: each makes, and fetches, their own. */
import { CourseFileBody, MyArchiveSchema } from "../archives.ts";
import type { Row } from "./route.ts";

const OWNER = { workspace: "exportClass" } as const;

export const archives = {
  read: {
    method: "GET",
    path: "/workspaces/:workspace/archive",
    needs: OWNER,
    answer: () => MyArchiveSchema,
    since: "0.3",
    says: "how far my archive of the class is; null where there is none",
  },
  make: {
    method: "POST",
    path: "/workspaces/:workspace/archive",
    needs: OWNER,
    answer: () => MyArchiveSchema,
    rate: { account: "class" },
    since: "0.3",
    says: "begins a new one in the place of the one before; one that is being made goes on",
  },
  remove: {
    method: "DELETE",
    path: "/workspaces/:workspace/archive",
    needs: OWNER,
    answer: () => MyArchiveSchema,
    since: "0.3",
    says: "stops it, or takes it away",
  },
  fetch: {
    method: "GET",
    path: "/workspaces/:workspace/archive/file",
    needs: OWNER,
    answer: "picture",
    since: "0.3",
    says: "the archive itself, a tar of JSON lines and files, once it is ready (docs/archive.md)",
  },
  courseMade: {
    method: "POST",
    path: "/workspaces/:workspace/archive/course",
    needs: OWNER,
    body: CourseFileBody,
    answer: "nothing",
    rate: { account: "class" },
    since: "0.3",
    says: "writes the mark of a course in one file into the audit, before the file is given out",
  },
} as const satisfies Record<string, Row>;
