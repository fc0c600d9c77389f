#!/usr/bin/env bash
# Fills a directory with the compiled modules of the service, for images and hosts that must not compile.
#
#   ./mvnw -q package -DskipTests -pl sample-app -am
#   sample-app/bake.sh /opt/wasm-cache
#
# $JAR and $JAVA are the application and the JVM. They must be the ones that will run later: artifacts of another engine
# version are not found. Further arguments go to the application.
set -euo pipefail

usage="usage: bake.sh DIRECTORY [ARGUMENT...]"
directory=${1:?$usage}
shift
jar=${JAR:-$(ls "$(dirname "${BASH_SOURCE[0]}")"/target/wasm-cache-sample-app-*.jar)}
java=${JAVA:-java}

if [[ -e $directory ]]; then
  echo "$directory already exists: name a directory that does not exist" >&2
  exit 2
fi

# The training run: the application starts until its context is ready, loads what 'wasm.cache.warm-up.modules'
# names, and ends. It fails if a module is missing, does not compile or could not be stored.
if ! "$java" -Dspring.context.exit=onRefresh -jar "$jar" \
  --wasm.cache.mode=read-write \
  --wasm.cache.timeout=0 \
  --wasm.cache.disk.directory="$directory" \
  --wasm.cache.disk.required=true \
  --wasm.cache.warm-up.on-failure=fail \
  "$@"; then
  echo "The training run failed: $directory is not complete" >&2
  exit 1
fi

# Readable by every user that a container may run as, and writable by none.
chmod -R a=rX "$directory"

echo "Filled $directory. Start the application with"
echo "  WASM_CACHE_MODE=required WASM_CACHE_DISK_READ_ONLY_DIRECTORIES=$directory"
