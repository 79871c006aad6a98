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
# The first view is console.js with what it shares with the others; the others come later, in a file of their own.
# Members that the libraries keep to themselves, as their "_" says, need no long names.
find "$target" -maxdepth 1 -name '*.js' -delete
../node_modules/.bin/esbuild console=main.jsx --outdir="$target" --bundle --splitting --chunk-names='part-[hash]' --minify \
  --format=esm --target=es2022 --charset=utf8 --jsx=automatic --jsx-import-source=preact --mangle-props='^_[a-z]' \
  --legal-comments=none --log-level=warning
../node_modules/.bin/esbuild styles/console.css styles/later.css --outdir="$target" --bundle --minify --log-level=warning
../node_modules/.bin/esbuild theme_on_load.js --outfile="$target/theme_on_load.js" --minify --log-level=warning
cp favicon.svg "$target/"
# What console.js imports is named in the index, so that the browser fetches all of the first view at once.
node --input-type=module - "$target" <<'END'
import { readFileSync, writeFileSync } from 'node:fs';

const target = process.argv[2];
const shared = readFileSync(`${target}/console.js`, 'utf8').match(/from"\.\/(part-\w+\.js)"/)[1];
const index = readFileSync('index.html', 'utf8').replace('{{shared}}', shared);
writeFileSync(`${target}/index.html`, index);

const catalogue = Object.entries(JSON.parse(readFileSync('catalogue.json', 'utf8')));
for (const language of ['en', 'zh-CN']) {
  const texts = Object.fromEntries(catalogue.map(([key, text]) => [key, text[language]]));
  writeFileSync(`${target}/texts.${language}.json`, JSON.stringify(texts));
}
END
for package in preact oidc-client-ts jwt-decode @tanstack/virtual-core; do
  printf '%s\n\n' "$package"
  cat "../node_modules/$package/LICENSE"
  printf '\n'
done >"$target/licences.txt"

# What was made of what, so that the tests notice a stale file even where the tools are not installed.
if [ $# -eq 0 ]; then
  cd "$source_dir/.."
  find source static -type f ! -name built.sha256 | LC_ALL=C sort | xargs sha256sum >source/built.sha256
fi
