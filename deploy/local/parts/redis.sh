# Redis as a part of the stack: a cache without persistence, behind a password.
# shellcheck shell=bash
redis_mark() { printf '%s/redis/redis.conf' "$DIR"; }
redis_ports() { printf '%s\n' "$HEARTH_REDIS_PORT"; }

redis_prepare() {
    command -v redis-server >/dev/null || { echo "no redis-server: run deploy/local/install"; return 1; }
    mkdir -p "$DIR/redis"
    # Its process title would hide the path by which we know our own process.
    (umask 077 && cat >"$DIR/redis/redis.conf") <<END
bind 127.0.0.1
port $HEARTH_REDIS_PORT
requirepass $(<"$DIR/secrets/redis.password")
dir $DIR/redis
save ""
appendonly no
daemonize no
set-proc-title no
maxmemory 256mb
maxmemory-policy allkeys-lru
END
}

redis_start() { spawn "$1" "$2" redis-server "$DIR/redis/redis.conf"; }

redis_ready() {
    local answer
    answer=$(REDISCLI_AUTH=$(<"$DIR/secrets/redis.password") timeout 2 \
        redis-cli -h 127.0.0.1 -p "$HEARTH_REDIS_PORT" PING 2>/dev/null) && [[ $answer == PONG ]]
}

redis_stop() { stop_process "$1" "$(redis_mark)" TERM 10; }
