#!/usr/bin/env node
// The compiler as slither needs it: syntax trees and interfaces, and no bytecode, which takes most of the time.
// Answers forge like contracts/solc.cjs, with the same pinned compiler. Never used for anything that is executed.
"use strict";
const solc = require("../../contracts/node_modules/solc");

const NOTHING = { object: "", sourceMap: "", opcodes: "", linkReferences: {} };

if (process.argv.includes("--version", 2)) {
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else {
  const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
  const wanted = ["abi", "devdoc", "userdoc", "metadata", "evm.methodIdentifiers"];
  input.settings.outputSelection = { "*": { "*": wanted, "": ["ast"] } };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  for (const contract of Object.values(output.contracts ?? {}).flatMap(Object.values)) {
    // forge and crytic-compile ask for the fields, though not for what is in them.
    contract.evm = { bytecode: NOTHING, deployedBytecode: { ...NOTHING, immutableReferences: {} }, ...contract.evm };
  }
  process.stdout.write(JSON.stringify(output));
}
