# PostgreSQL as a part of the stack. Uses DIR and the HEARTH_PG_* settings of the script that sources it.
# shellcheck shell=bash
PG_BIN=${HEARTH_PG_BIN:-/usr/lib/postgresql/15/bin}

# initdb refuses root, so root hands over to the package's user. setpriv becomes the command: no process between.
as_postgres() {
    if ((EUID == 0)); then
        (cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$@")
    else
        "$@"
    fi
}

# DIR/postgres where the database's user gets in and a socket's path (at most 107 bytes) fits.
postgres_home() {
    local home=$DIR/postgres base
    if ((EUID == 0)) && ! as_postgres test -x "$DIR" || ((${#home} > 80)); then
        base=/var/lib && ((EUID == 0)) || base=${TMPDIR:-/tmp}
        home=$base/hearth-$(printf '%s' "$DIR" | sha256sum | cut -c 1-12)
    fi
    printf '%s' "$home"
}

postgres_mark() { printf '%s/data' "$HEARTH_PG_HOME"; }
postgres_ports() { printf '%s\n' "$HEARTH_PG_PORT"; }

postgres_prepare() {
    [[ -x $PG_BIN/initdb ]] || { echo "no $PG_BIN/initdb: run deploy/local/install"; return 1; }
    mkdir -p "$HEARTH_PG_HOME"
    if ((EUID == 0)); then chown postgres: "$HEARTH_PG_HOME"; fi
    as_postgres mkdir -p -m 0700 "$HEARTH_PG_HOME/socket"
    if [[ ! -f $HEARTH_PG_HOME/data/PG_VERSION ]]; then
        as_postgres "$PG_BIN/initdb" -D "$HEARTH_PG_HOME/data" -U postgres -E UTF8 --locale=C.UTF-8 \
            --auth-local=trust --auth-host=scram-sha-256 --no-sync || return 1
        echo "include_if_exists 'hearth.conf'" >>"$HEARTH_PG_HOME/data/postgresql.conf"
    fi
    postgres_access >"$HEARTH_PG_HOME/data/pg_hba.conf"
    postgres_settings >"$HEARTH_PG_HOME/data/hearth.conf"
}

# Whoever may enter the socket's folder is the superuser; everyone else comes by TCP with a password.
postgres_access() {
    echo "local all postgres trust"
    echo "host all all 127.0.0.1/32 scram-sha-256"
}

postgres_settings() {
    cat <<END
listen_addresses = '127.0.0.1'
port = $HEARTH_PG_PORT
unix_socket_directories = '$HEARTH_PG_HOME/socket'
max_connections = 400
shared_buffers = 256MB
effective_cache_size = 1GB
random_page_cost = 1.1
max_wal_size = 2GB
checkpoint_timeout = 15min
autovacuum_naptime = 15s
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u@%d '
log_min_duration_statement = 2s
END
    ((HEARTH_STACK_FAST == 0)) || printf 'fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n'
}

postgres_start() {
    local command=("$PG_BIN/postgres" -D "$HEARTH_PG_HOME/data")
    ((EUID != 0)) || command=(setpriv --reuid=postgres --regid=postgres --init-groups -- "${command[@]}")
    (cd / && spawn "$1" "$2" "${command[@]}")
}

postgres_ready() {
    local answer
    answer=$(psql -X -q -A -t -h "$HEARTH_PG_HOME/socket" -p "$HEARTH_PG_PORT" -U postgres -c 'SELECT 1' postgres 2>/dev/null) &&
        [[ $answer == 1 ]]
}

# SIGINT is the fast shutdown, SIGQUIT the immediate one.
postgres_stop() {
    local signal=INT
    [[ -z $2 ]] || signal=QUIT
    stop_process "$1" "$(postgres_mark)" "$signal" 30
}
