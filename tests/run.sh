#!/usr/bin/env bash
# Every test, on a bare Debian machine as root (or any machine that has what it needs):
# installs what is missing, builds once, starts PostgreSQL and (where ../shared has one) Elasticsearch, takes the embedding models of ../shared, runs all, and ends with "N passed, N failed, N skipped".
set -uo pipefail
cd "$(dirname "$0")/.."
root=$PWD
es=$root/../shared/elasticsearch
models=$root/../shared/models
work=$(mktemp -d "${TMPDIR:-/tmp}/marketplace-tests.XXXXXX")
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

say() { printf '\n== %s\n' "$*"; }

stop() {
  [ -n "${pg_data:-}" ] && as_postgres "$pg_bin/pg_ctl" -D "$pg_data" -m immediate stop >/dev/null 2>&1
  [ -n "${es_data:-}" ] && bash "$es/stop" "$es_data" --kill >/dev/null 2>&1
  rm -rf "$work"
}
trap stop EXIT

as_postgres() { if [ "$(id -u)" = 0 ]; then (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@"); else "$@"; fi; }

install() {
  local missing=()
  command -v chromium >/dev/null 2>&1 || [ -x /usr/bin/chromium ] || missing+=(chromium)
  fc-list 2>/dev/null | grep -q 'Noto Sans CJK' || missing+=(fontconfig fonts-noto-cjk)
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
  command -v curl >/dev/null 2>&1 || missing+=(curl)
  command -v redis-server >/dev/null 2>&1 || missing+=(redis-server)
  if [ -e "$es/start" ]; then
    command -v xz >/dev/null 2>&1 || missing+=(xz-utils)
    has_java || missing+=(java)
  fi
  [ ${#missing[@]} = 0 ] && return 0
  if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" != 0 ]; then
    echo "Missing and not installable here: ${missing[*]}"; return 0
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq || return 1
  local package named=()
  for package in "${missing[@]}"; do
    if [ "$package" != java ]; then named+=("$package"); else named+=($(newest_java)); fi
  done
  [ ${#named[@]} = 0 ] && return 0
  missing=("${named[@]}")
  say "Installing ${missing[*]}"
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$work/apt.log" 2>&1 || { tail -n 20 "$work/apt.log"; return 1; }
}

has_java() { # one of 21 or newer, as Elasticsearch needs
  local home version
  for home in "${ES_JAVA_HOME:-/none}" /usr/lib/jvm/* "$(dirname "$(dirname "$(readlink -f "$(command -v java || echo /none/none/none)")")")"; do
    [ -x "$home/bin/java" ] || continue
    version=$("$home/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
    [ "${version:-0}" -ge 21 ] && return 0
  done
  return 1
}

newest_java() { # the package of a Java of 21 or newer; nothing where Debian has none
  local package
  for package in openjdk-25-jre-headless openjdk-21-jre-headless; do
    if apt-cache policy "$package" | grep -q 'Candidate: [0-9]'; then echo "$package"; return; fi
  done
}

start_postgres() {
  pg_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [ -n "$pg_bin" ] || { echo "PostgreSQL is not there: its tests are skipped."; return 0; }
  local port
  port=$(free_port)
  pg_data=$work/postgres
  mkdir -p "$pg_data" && chmod 755 "$work"
  [ "$(id -u)" = 0 ] && chown postgres: "$pg_data"
  as_postgres "$pg_bin/initdb" -D "$pg_data" -U marketplace -A trust -E UTF8 --no-sync >"$work/initdb.log" 2>&1 || { cat "$work/initdb.log"; return 1; }
  as_postgres "$pg_bin/pg_ctl" -D "$pg_data" -w -l "$pg_data/log" -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300 -c fsync=off" start >/dev/null || { cat "$pg_data/log"; return 1; }
  postgres="Host=127.0.0.1;Port=$port;Username=marketplace;Database=postgres;Include Error Detail=true"
}

start_elasticsearch() { # unless MARKETPLACE_TEST_ELASTICSEARCH names one
  if [ ! -e "$es/start" ]; then
    [ -n "${MARKETPLACE_TEST_ELASTICSEARCH:-}" ] || echo "Elasticsearch is not there: its tests are skipped."
    return 0
  fi
  has_java || { echo "Java 21 or newer is not there: the tests of Elasticsearch are skipped."; return 0; }
  export MARKETPLACE_TEST_ELASTICSEARCH_HOME=$es
  [ -n "${MARKETPLACE_TEST_ELASTICSEARCH:-}" ] && return 0
  es_data=$work/elasticsearch
  chmod 755 "$work"
  MARKETPLACE_TEST_ELASTICSEARCH=$(bash "$es/start" "$es_data" "$(free_port)") || return 1
  export MARKETPLACE_TEST_ELASTICSEARCH
}

free_port() { # a port that nobody listens on now
  local port
  while :; do
    port=$((20000 + RANDOM % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

passed=0 failed=0 skipped=0 broken=0
failures() { # failures NAME LOG: the failed tests of a log, each with the first 10 lines of its message
  awk -v run="$1" '
    /^ +Failed Marketplace[.]/ { sub(/^ +Failed /, ""); print "  " run ": " $0; left = 0; next }
    /^ *Error Message:/ { left = 10; next }
    /^ *Stack Trace:/ { left = 0 }
    left > 0 { left--; print "      " substr($0, 1, 300) }' "$2"
}

run() { # run NAME PROJECT [filter]: a test project, counted from its result file
  local name=$1 project=$2 filter=${3:-}
  say "$name"
  local log="$work/$name.log"
  timeout 1500 dotnet test "$project" -c Release --no-build --logger "console;verbosity=normal" ${filter:+--filter "$filter"} >"$log" 2>&1
  local code=$?
  grep -E '^\s+(Failed|Skipped) Marketplace[.]' -A 6 "$log" | cut -c1-400
  local p f s
  p=$(awk '/^ *Passed: /{n+=$2} END{print n+0}' "$log"); f=$(awk '/^ *Failed: /{n+=$2} END{print n+0}' "$log"); s=$(awk '/^ *Skipped: /{n+=$2} END{print n+0}' "$log")
  echo "$name: $p passed, $f failed, $s skipped"
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  failures "$name" "$log" >>"$work/failures"
  if [ $code -ne 0 ] && [ "$f" = 0 ]; then broken=1; echo "$name ended with code $code:" | tee -a "$work/failures"; tail -n 40 "$log"; fi
  if [ "$p" = 0 ] && [ "$f" = 0 ]; then broken=1; echo "$name ran no test." | tee -a "$work/failures"; tail -n 40 "$log"; fi
}

install || exit 1
say "Building"
dotnet build Marketplace.sln -c Release --nologo -v q -clp:ErrorsOnly || exit 1
say "Starting PostgreSQL"
start_postgres || exit 1
say "Starting Elasticsearch"
start_elasticsearch || exit 1

if [ -z "${MARKETPLACE_TEST_MODELS:-}" ]; then
  if [ -d "$models" ]; then export MARKETPLACE_TEST_MODELS=$models; else echo "Embedding models are not there: the tests that need real ones are skipped."; fi
fi
export MARKETPLACE_REPOSITORY=$root
run "Tests-on-SQLite" tests/Marketplace.Tests
if [ -n "${postgres:-}" ]; then
  MARKETPLACE_TEST_POSTGRES=$postgres run "Tests-on-PostgreSQL" tests/Marketplace.Tests "Needs!=Elasticsearch"
else
  echo "Skipped: Tests-on-PostgreSQL (PostgreSQL is not there)"
fi
run "Browser" tests/Marketplace.BrowserTests

if [ -s "$work/failures" ]; then say "Failed"; cat "$work/failures"; fi
echo
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ $broken = 0 ]
