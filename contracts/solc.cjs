#!/usr/bin/env node
// A solc of the command line over soljson: answers --version and --standard-json, all that py-solc-x and forge ask.
// Reads the standard input from stdin and includes only what is in it: it opens no file and no connection, so that
// the folders which forge names beside --standard-json (--base-path, --allow-paths) have nothing to say.
"use strict";
const solc = require("solc");

const wants = (option) => process.argv.includes(option, 2);
if (wants("--version")) {
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else if (wants("--standard-json")) {
  const input = require("fs").readFileSync(0, "utf8");
  process.stdout.write(solc.compile(input));
} else {
  process.stderr.write("usage: solc.cjs --version | --standard-json < input.json\n");
  process.exitCode = 2;
}
