/** `npm run build`: the app into ./build, whatever was there. */
import { buildWeb } from "./serve/build.ts";

await buildWeb();
console.log("Built into ./build.");
