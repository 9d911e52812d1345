#!/usr/bin/env bash
# The demo: sets up what is missing, records two real programs, replays both, and says how many frames are identical.
# It brings its own X server, so it runs anywhere.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash scripts/setup.sh
exec node scripts/demo.mjs
