#!/usr/bin/env bash
# Makes the files of ../static (or of the folder given) from these sources, after checking their types. Needed only
# after a change here: what it makes is committed, and the tests fail where it is stale. The work is done beside the
# checkout's other local files, because everything under functions/console is deployed.
set -euo pipefail
source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=${1:-$source_dir/../static}
work=${CONSOLE_BUILD_DIR:-$source_dir/../../../.local/console-build}

mkdir -p "$work" "$target"
work=$(cd "$work" && pwd)
target=$(cd "$target" && pwd)

# The tools at the versions of the lock; installed again only when it has changed.
if ! cmp --silent "$source_dir/package-lock.json" "$work/installed.json"; then
  cp "$source_dir/package.json" "$source_dir/package-lock.json" "$work/"
  (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund)
  cp "$source_dir/package-lock.json" "$work/installed.json"
fi

rm -rf "$work/source"
cp -R "$source_dir" "$work/source"
cd "$work/source"
../node_modules/.bin/tsc --project tsconfig.json
# Members that the OIDC client keeps to itself, as their "_" says, need no long names in the first view.
../node_modules/.bin/esbuild main.jsx --outfile="$target/console.js" --bundle --minify --format=esm --target=es2022 \
  --charset=utf8 --jsx=automatic --jsx-import-source=preact --mangle-props='^_[a-z]' --legal-comments=none \
  --log-level=warning
../node_modules/.bin/esbuild styles/console.css --outfile="$target/console.css" --bundle --minify --log-level=warning
../node_modules/.bin/esbuild theme_on_load.js --outfile="$target/theme_on_load.js" --minify --log-level=warning
cp index.html favicon.svg "$target/"
for package in preact oidc-client-ts jwt-decode; do
  printf '%s\n\n' "$package"
  cat "../node_modules/$package/LICENSE"
  printf '\n'
done >"$target/licences.txt"

# What was made of what, so that the tests notice a stale file even where the tools are not installed.
if [ $# -eq 0 ]; then
  cd "$source_dir/.."
  find source static -type f ! -name built.sha256 | LC_ALL=C sort | xargs sha256sum >source/built.sha256
fi
