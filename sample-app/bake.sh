#!/usr/bin/env bash
# Fills a directory with the compiled modules of the service, for images and hosts that must not compile.
#
#   ./mvnw -q package -DskipTests -pl sample-app -am
#   sample-app/bake.sh /opt/wasm-cache
#   sample-app/bake.sh --application /opt/application /opt/wasm-cache
#
# With --application, the JAR is extracted to that directory, and the same run writes an archive of the JVM beside it: an
# AOT cache from JDK 25 on, an AppCDS archive before. It holds the classes of the application and of the compiled modules,
# and is used only with the same JVM, the same JARs and the same path. In an image, copy the directory to where it was made.
#
# $JAR and $JAVA are the application and the JVM. They must be the ones that will run later: artifacts of another engine
# version are not found. Options of the JVM are in $JDK_JAVA_OPTIONS, such as -Dspring.aot.enabled=true: use the same later.
# Further arguments go to the application.
set -euo pipefail

usage="usage: bake.sh [--application DIRECTORY] DIRECTORY [ARGUMENT...]"
application=
if [[ ${1:-} == --application ]]; then
  application=$(realpath -m "${2:?$usage}")
  shift 2
fi
directory=${1:?$usage}
shift
jar=${JAR:-$(ls "$(dirname "${BASH_SOURCE[0]}")"/target/wasm-cache-sample-app-*.jar)}
java=${JAVA:-java}

for new in "$directory" $application; do
  if [[ -e $new ]]; then
    echo "$new already exists: name a directory that does not exist" >&2
    exit 2
  fi
done

write=()
use=
if [[ $application ]]; then
  "$java" -Djarmode=tools -jar "$jar" extract --destination "$application"
  mv "$application/$(basename "$jar")" "$application/app.jar"
  jar=$application/app.jar
  version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/ *java.specification.version = //p')
  if ((version >= 25)); then
    archive=$application/app.aot
    write=(-XX:AOTCacheOutput="$archive")
    use=-XX:AOTCache=$archive
  else
    archive=$application/app.jsa
    write=(-XX:ArchiveClassesAtExit="$archive")
    use=-XX:SharedArchiveFile=$archive
  fi
  # The JVM names every class that it leaves out of the archive, some hundred lines.
  write+=(-Xlog:disable -Xlog:all=error:stderr)
fi

# The training run: the application starts until its context is ready, loads what 'wasm.cache.warm-up.modules'
# names, and ends. It fails if a module is missing, does not compile or could not be stored.
if ! "$java" "${write[@]}" -Dspring.context.exit=onRefresh -jar "$jar" \
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
if [[ $application ]]; then
  if [[ ! -s $archive ]]; then
    echo "The JVM has not written $archive" >&2
    exit 1
  fi
  chmod -R a=rX "$application"
  echo "  $java $use -jar $jar"
fi
