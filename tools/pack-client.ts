/** `npm run pack:client [-- FOLDER]`: the client library as a package that any project of Node installs, without a registry. */
import { resolve } from "node:path";
import { packClient } from "./client-package/pack.ts";

const path = await packClient(resolve(process.argv[2] ?? "."));
console.log(`${path}\nInstall it with: npm install ${path}`);
