import { defineConfig, devices } from "@playwright/test";
import { CHROMIUM_ARGS, findChromium } from "./tools/chromium.ts";

const PORT = Number(process.env["PLACE_E2E_PORT"] ?? 8790);
const executablePath = findChromium();

/** Two people at once, in a real browser, against the built app and its own state folder (test/e2e). */
export default defineConfig({
  testDir: "test/e2e",
  // Every test has a class of its own on one server; two at once use the time in which one of them waits.
  workers: 2,
  forbidOnly: Boolean(process.env["CI"]),
  // A test that passes at its second try is listed as flaky, and is a race to be found. On a machine that others load too it does not
  // hold up what all the others say.
  retries: process.env["CI"] ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  outputDir: "test-results/e2e",
  use: {
    ...devices["Desktop Chrome"],
    baseURL: `http://127.0.0.1:${PORT}`,
    viewport: { width: 1280, height: 800 },
    // What a test holds back, cuts off and counts is to be the network's; test/e2e/away.test.ts and its like let it in.
    serviceWorkers: "block",
    // A seventh of the time goes into traces, and nobody opens those of a machine that is thrown away.
    trace: process.env["CI"] ? "off" : "retain-on-failure",
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: CHROMIUM_ARGS,
    },
  },
  webServer: {
    command: `node test/e2e/serve.ts ${PORT}`,
    // It answers when its tables and its demo class are there, and not before.
    url: `http://127.0.0.1:${PORT}/api/health`,
    stdout: "pipe",
    timeout: 120_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
  },
});
