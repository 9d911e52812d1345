#!/usr/bin/env bash
# Sets the project up on Debian 12: Debian packages, npm packages, generated code, command line, client library, addon.
# Each step remembers a digest of what it read (build/stamps) and is left out while that stays the same.
# Usage: scripts/setup.sh [--quiet] [--only build]     (--only build: no packages)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
quiet='' only=''
while [ $# -gt 0 ]; do
  case $1 in
    --quiet) quiet=1 ;;
    --only) only=${2:?--only needs a word: build}; shift ;;
    *) echo "setup: unknown option $1 (known: --quiet, --only build)" >&2; exit 2 ;;
  esac
  shift
done
mkdir -p build/stamps build/log
exec 9>build/.lock
flock -n 9 || { echo "setup: waiting for another set-up of this folder to end" >&2; flock 9; }

say() { [ -n "$quiet" ] || echo "setup: $*" >&2; }
fail() { echo "setup: $*" >&2; exit 1; }

# digest FILE|FOLDER...: one number over all contents and names; missing ones count as empty
digest() { { find "$@" -type f -not -name '*.o' -print0 2>/dev/null || true; } | sort -z | xargs -0 -r sha1sum | sha1sum | cut -d' ' -f1; }

# step NAME "WHAT" RESULT "INPUTS" COMMAND...: runs COMMAND when INPUTS changed or RESULT is missing; its output is
# shown only when it fails
step() {
  local name=$1 what=$2 result=$3 inputs=$4 now; shift 4
  # shellcheck disable=SC2086
  now="$(digest $inputs) $(node --version) $*"
  [ -e "$result" ] && [ "$now" = "$(cat "build/stamps/$name" 2>/dev/null)" ] && return 0
  say "$what"
  rm -f "build/stamps/$name"
  if ! "$@" >"build/log/$name.txt" 2>&1 </dev/null; then
    tail -n 40 "build/log/$name.txt" >&2
    fail "failed: $what (all of its output: build/log/$name.txt)"
  fi
  echo "$now" >"build/stamps/$name"
}

debian_packages() {
  command -v dpkg-query >/dev/null || { say "not a Debian system: the packages of scripts/packages.txt are up to you"; return 0; }
  local wanted missing='' p
  wanted=$(awk -v here="$(dpkg --print-architecture)" '!/^#/ && ($2 == "" || $2 == here) { print $1 }' scripts/packages.txt)
  # shellcheck disable=SC2086
  local have; have=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' $wanted 2>/dev/null || true)"
  for p in $wanted; do case $have in *" installed:$p "*) ;; *) missing="$missing $p" ;; esac; done
  [ -z "$missing" ] && return 0
  local root=''
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "these Debian packages are missing, and there is no sudo to install them:$missing"
    root=sudo
  fi
  say "Debian packages:$missing"
  # shellcheck disable=SC2086
  if ! { $root apt-get update -q && $root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing; } >build/log/apt.txt 2>&1; then
    tail -n 20 build/log/apt.txt >&2
    fail "apt-get could not install:$missing (all of its output: build/log/apt.txt)"
  fi
}

command -v node >/dev/null || fail "Node.js 20 or newer is needed, and there is no \`node\` in PATH"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || fail "Node.js 20 or newer is needed; this is $(node --version)"
if [ -z "$only" ]; then
  debian_packages
  step npm "npm packages" node_modules/.package-lock.json "package.json package-lock.json .npmrc" npm ci --no-progress
fi
[ -d node_modules ] || fail "no npm packages yet: run scripts/setup.sh without --only"

registry=${SGL_REGISTRY:-/usr/share/khronos-api}
step generate "encoders and decoders from the Khronos registry" build/gen/opcodes.h "src/spec src/codegen package-lock.json $registry" npm run --silent generate
step proto "trace format" build/gen/trace.js "proto scripts/proto.mjs package-lock.json" npm run --silent proto
typescript() { rm -rf dist && node_modules/.bin/tsc -p tsconfig.json; }
step typescript "command line" dist/cli/main.js "src tsconfig.json package-lock.json build/gen/trace.d.ts" typescript
step client "client library" build/libsgl/libGL.so.1 "guest build/gen" make -j2 -C guest/linux
step addon "renderer (native addon)" build/Release/sgl.node "native guest/common build/gen binding.gyp scripts/addon.mjs scripts/node-gyp.mjs scripts/addon-sources.mjs package-lock.json" npm run --silent addon
step sdl "SDL for replay --window" node_modules/@kmamal/sdl/dist/sdl.node "scripts/sdl.mjs scripts/node-gyp.mjs package-lock.json" node scripts/sdl.mjs
step gl "gl for replay in WebGL" node_modules/gl/build/Release/webgl.node "scripts/gl.mjs scripts/node-gyp.mjs package-lock.json" node scripts/gl.mjs
say "everything is in place"
