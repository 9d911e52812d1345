#!/usr/bin/env bash
# Clones HEAD into a temporary folder and runs there what the README promises: the demo, the demo again, the tests.
set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git clone -q "$project" "$folder/sgl"
cd "$folder/sgl"
timed() { local since=$SECONDS limit=$1; shift; "$@"; echo "fresh: $* took $((SECONDS - since)) s (at most $limit)"; [ $((SECONDS - since)) -le "$limit" ]; }
timed 900 npm run --silent demo
timed 60 npm run --silent demo
timed 3600 npm test --silent
