/**
 * Miniflare, the only program that a server holds beside workerd. Asked for as the CommonJS module that it is: to `import` it, Node reads its 6 MB for the names that it
 * exports by a program in WebAssembly, which keeps 26 MB for that as long as the process runs.
 */
import { createRequire } from "node:module";

export const { convertV4MiniflareOptions, Log, LogLevel, Miniflare, MiniflareCoreError, Response } = createRequire(
  import.meta.url,
)("miniflare") as typeof import("miniflare");
