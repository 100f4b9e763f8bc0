#!/usr/bin/env bash
# with-stores.sh COMMAND [ARGUMENT…]: runs a command with a Redis and a PostgreSQL server of its own, as far as they are
# installed, and ends with its exit status. The command finds them by HUB_TEST_REDIS_URL (a socket's path, as ioredis
# takes it) and HUB_TEST_DATABASE_URL. Both servers keep nothing: they skip every disk sync, and are removed at the end.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: with-stores.sh COMMAND [ARGUMENT...]" >&2; exit 2; }

# Sockets' paths have some 100 characters at most, so this does not follow TMPDIR.
directory=$(mktemp -d /tmp/hub-stores.XXXXXX)
chmod 755 "$directory"
unset HUB_TEST_REDIS_URL HUB_TEST_DATABASE_URL
redis='' postgres='' command=''

# Runs a command of PostgreSQL, which refuses to be root.
as_postgres() {
  if [ "$(id -u)" != 0 ]; then "$@"; else su -s /bin/sh "$owner" -c "cd / && $(printf '%q ' "$@")"; fi
}

clean_up() {
  trap '' INT TERM HUP
  for process in $command $redis; do
    kill "$process" 2>/dev/null && wait "$process" 2>/dev/null || true
  done
  [ -z "$postgres" ] || as_postgres "$postgres/pg_ctl" -D "$directory/postgres" -m immediate -w stop >/dev/null || true
  rm -rf "$directory"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

start_redis() {
  command -v redis-server >/dev/null || { echo "with-stores: redis-server is not installed" >&2; return; }
  redis-server --port 0 --unixsocket "$directory/redis.sock" --dir "$directory" --save '' --appendonly no \
    >"$directory/redis.log" 2>&1 &
  redis=$!
  for _ in $(seq 100); do
    if [ -S "$directory/redis.sock" ]; then export HUB_TEST_REDIS_URL="$directory/redis.sock"; return; fi
    sleep 0.05
  done
  echo "with-stores: redis-server does not start: $(tail -n 1 "$directory/redis.log")" >&2
}

start_postgres() {
  local bin
  bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb 2>/dev/null | sort -V | tail -n 1)")
  [ "$bin" != . ] || bin=$(dirname "$(command -v initdb || echo .)")
  [ "$bin" != . ] || { echo "with-stores: PostgreSQL is not installed" >&2; return; }
  owner=postgres
  id "$owner" >/dev/null 2>&1 || owner=nobody
  mkdir "$directory/postgres"
  [ "$(id -u)" != 0 ] || chown "$owner" "$directory/postgres"
  if as_postgres "$bin/initdb" -D "$directory/postgres" -U hub -A trust -E UTF8 --locale=C --no-sync \
      >"$directory/postgres.log" 2>&1 &&
    as_postgres "$bin/pg_ctl" -D "$directory/postgres" -l "$directory/postgres/log" -w -o "-h '' -k $directory/postgres \
      -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200" start \
      >>"$directory/postgres.log" 2>&1; then
    postgres=$bin
    export HUB_TEST_DATABASE_URL="postgres://hub@localhost/postgres?host=$directory/postgres"
  else
    echo "with-stores: PostgreSQL does not start: $(tail -n 1 "$directory/postgres.log")" >&2
  fi
}

start_redis
start_postgres
"$@" <&0 &
command=$!
status=0
wait "$command" || status=$?
command=''
exit "$status"
