#!/usr/bin/env bash
# Builds the backend tfjs-node without its install script, which downloads libtensorflow from a server that
# is neither npm's registry nor PyPI:
#   scripts/build-tfjs-node.sh [FOLDER]
# FOLDER, .tfjs-node in the checkout when not given, is made anew. vae-bench looks for it there; for any
# other place set VAE_BENCH_TFJS_NODE to it. Nothing else needs this script, and nothing runs it unasked.
#
# Needs Linux on x64; npm; g++ and unzip; Python 3 with pip, only to download (Debian: g++ unzip python3-pip).
# Downloads, checked against the checksums in scripts/tfjs-node/:
#   from npm   @tensorflow/tfjs-node with what it needs, and the headers of Node-API
#   from PyPI  the wheel of tensorflow-cpu (232 MB), for libtensorflow in it; nothing of Python is kept
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
pinned="$root/scripts/tfjs-node"
folder=$(realpath -m "${1:-$root/.tfjs-node}")

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

[ "$(uname -sm)" = 'Linux x86_64' ] || fail "The wheel is for Linux on x86_64; this is $(uname -sm)."
for command in node npm g++ unzip python3; do
  command -v "$command" >/dev/null || fail "$command is missing (Debian: apt-get install g++ unzip python3-pip)."
done
python3 -m pip --version >/dev/null || fail 'Python has no pip (Debian: apt-get install python3-pip).'
# What it replaces must be its own.
if [ -e "$folder" ] && ! grep -qs '"vae-bench-tfjs-node"' "$folder/package.json"; then
  fail "$folder holds something else: name a folder that does not exist."
fi

# Beside FOLDER, so that FOLDER is complete whenever it is there.
mkdir -p "$(dirname "$folder")"
building=$(mktemp -d "$folder.building-XXXXXX")
trap 'rm -rf "$building"' EXIT

echo '== npm: @tensorflow/tfjs-node'
cp "$pinned/package.json" "$pinned/package-lock.json" "$building"
npm ci --prefix "$building" --ignore-scripts --no-audit --no-fund --loglevel=error
package="$building/node_modules/@tensorflow/tfjs-node"

echo '== PyPI: libtensorflow'
python3 -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary=:all: \
  --implementation cp --python-version 3.10 --abi cp310 \
  --platform manylinux2014_x86_64 --platform manylinux_2_17_x86_64 \
  --dest "$building/wheel" --requirement "$pinned/requirements.txt"
mkdir -p "$package/deps/lib"
unzip -q -j "$building"/wheel/*.whl 'tensorflow/libtensorflow_*.so.2' -d "$package/deps/lib"
unzip -q "$building"/wheel/*.whl 'tensorflow/include/*' '*/LICENSE' -d "$building/wheel"
cp "$building"/wheel/*.dist-info/LICENSE "$package/deps/LICENSE.tensorflow"

echo '== g++: the binding'
# Where the package looks for it: what its binding.gyp does, with the wheel's name of libtensorflow.
mkdir -p "$package/lib/napi-v8"
g++ -std=c++17 -O2 -fPIC -shared -DNAPI_VERSION=8 \
  -I "$building/node_modules/node-api-headers/include" -I "$building/wheel/tensorflow/include" \
  "$package"/binding/*.cc -o "$package/lib/napi-v8/tfjs_binding.node" \
  -L "$package/deps/lib" -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 \
  "-Wl,-rpath,\$ORIGIN/../../deps/lib"

version=$(TF_CPP_MIN_LOG_LEVEL=2 node -p 'require(process.argv[1]).TF_Version' "$package/lib/napi-v8/tfjs_binding.node")
echo "== node: libtensorflow $version loads"

rm -rf "$building/wheel"
rm -rf "$folder"
mv "$building" "$folder"
chmod 755 "$folder"
echo "== built: $folder ($(du -sh "$folder" | cut -f 1))"
