# Sourced by the scripts (POSIX sh): finds a JDK of at least 25, exports
# JAVA_HOME, and builds what is missing or older than its sources. The caller sets $root.

oldest_jdk=25

# The feature release of the JDK in folder $1; nothing if there is no whole JDK there.
jdk_release() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] && [ -f "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release"
}

# The folder of the JDK whose java comes first on the PATH; nothing if there is none.
jdk_on_path() {
  command -v javac >/dev/null 2>&1 || return 0
  javac -J-XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
}

# Exports JAVA_HOME, or says what was looked for and where, and exits with 1.
find_jdk() {
  seen=
  user=${HOME:-/nonexistent}
  on_path=$(jdk_on_path)
  for home in "${JAVA_HOME:-}" "$on_path" \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/lib/jvm/* /usr/local/java/* /opt/* /opt/java/* /opt/jdk/* \
    "${SDKMAN_DIR:-$user/.sdkman}"/candidates/java/* "$user"/.jdks/* "$user"/.jbang/cache/jdks/* \
    "$user"/.local/share/mise/installs/java/* "$user"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$user"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$home" ] || continue
    release=$(jdk_release "$home")
    [ -n "$release" ] || continue
    if [ "$release" -ge "$oldest_jdk" ]; then
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
    seen="$seen
  JDK $release in $home"
  done
  {
    echo "Jacobi needs a JDK $oldest_jdk or later (a whole JDK, with javac), and found none."
    echo "Looked at: JAVA_HOME (${JAVA_HOME:-not set}), the javac on the PATH (${on_path:-none}), and below"
    echo "/usr/lib/jvm, /usr/java, /usr/local, /opt, SDKMAN, ~/.jdks and /Library/Java/JavaVirtualMachines."
    [ -z "$seen" ] || echo "Too old:$seen"
    echo "To get one: your system's package (openjdk-$oldest_jdk-jdk, temurin-$oldest_jdk-jdk), \`sdk install java\`,"
    echo "\`brew install openjdk\`, or an archive from https://adoptium.net. Then set JAVA_HOME to its folder."
  } >&2
  exit 1
}

# The wrapper in batch mode, its own output on stderr.
maven() {
  MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED" \
    "$root/mvnw" -B -ntp -f "$root/pom.xml" "$@"
}

# Builds module $1 and what it depends on, unless nothing has changed since this last did.
# Folders count too: their time changes when a file in them goes away.
build_if_stale() {
  stamp=$root/$1/target-fast/built
  if [ -f "$stamp" ]; then
    newer=$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$stamp" -print 2>/dev/null | head -n 1)
    [ -n "$newer" ] || return 0
  fi
  echo "Building Jacobi (the first time takes a minute) ..." >&2
  mkdir -p "$root/$1/target-fast" 2>/dev/null && [ -w "$root/$1/target-fast" ] || {
    echo "jacobi: $root is not built yet and you may not write there; let its owner run ./jacobi once, or make a" \
      "copy of your own" >&2
    exit 1
  }
  start=$root/$1/target-fast/build-start
  : >"$start"
  maven -q -Pfast -Dmaven.test.skip=true package -pl "$1" -am >&2 || exit 1
  mv "$start" "$stamp"
}

# Builds module $1 if it must, then becomes main class $2 of it with the other arguments.
launch() {
  module=$1
  main=$2
  shift 2
  find_jdk
  build_if_stale "$module"
  # what reads Parquet looks for decoders of the system
  native=
  [ "$module" != cli ] || native=--enable-native-access=dev.hardwood.core
  exec "$JAVA_HOME/bin/java" $native ${JACOBI_JAVA_OPTS:-} \
    -p "$root/$module/target-fast/classes:$root/$module/target-fast/lib" \
    -m "dev.jacobi.$module/$main" "$@"
}
