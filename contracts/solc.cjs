#!/usr/bin/env node
// A solc of the command line over soljson: answers --version and --standard-json, all that py-solc-x asks.
// Reads the standard input from stdin and includes only what is in it: it opens no file and no connection.
"use strict";
const solc = require("solc");

const argument = process.argv[2];
if (argument === "--version") {
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else if (argument === "--standard-json") {
  const input = require("fs").readFileSync(0, "utf8");
  process.stdout.write(solc.compile(input));
} else {
  process.stderr.write("usage: solc.cjs --version | --standard-json < input.json\n");
  process.exitCode = 2;
}
