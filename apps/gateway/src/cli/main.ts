#!/usr/bin/env node
import { run } from "./run.ts";

const { argv, env: environment, stdin, stdout, stderr } = process;
// Whoever reads the output may have read enough: `hub audit export | head`.
stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
process.exitCode = await run({ arguments: argv.slice(2), environment, stdin, stdout, stderr });
