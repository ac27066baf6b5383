# What each of Hearth's processes is told by its environment. Uses DIR, the stack's variables and port().
# shellcheck shell=bash

# One key pair: the gateway, the services and the operator's tools sign internal tokens, all services verify them.
make_keys() {
    local key=$DIR/secrets/token.key
    [[ ! -s $key ]] || return 0
    (umask 077 && openssl ecparam -name prime256v1 -genkey -noout -out "$key.new")
    openssl ec -in "$key.new" -pubout -out "$DIR/secrets/token.pub" 2>/dev/null
    mv "$key.new" "$key"
    secret "$DIR/secrets/page_token.secret" >/dev/null
}

# How far all clocks are ahead of the system's: kept in a file, since a story moves it on and a restarted process must
# not fall back.
clock_offset() { cat "$DIR/clock_offset" 2>/dev/null || echo 0s; }

# service_environment NAME REPLICA: one NAME=value per line. Passwords go by file, never by value.
service_environment() {
    local name=$1 peer database=hearth_$1
    cat <<END
HEARTH_STACK_DIR=$DIR
HEARTH_ADMIN__PORT=$(port "$name" "$2" admin)
HEARTH_AUTH__PRIVATE_KEY_FILE=$DIR/secrets/token.key
HEARTH_AUTH__PUBLIC_KEY_FILE=$DIR/secrets/token.pub
HEARTH_KAFKA__BROKERS=$HEARTH_KAFKA_BROKERS
HEARTH_REDIS__HOST=$HEARTH_REDIS_HOST
HEARTH_REDIS__PORT=$HEARTH_REDIS_PORT
HEARTH_REDIS__PASSWORD_FILE=$HEARTH_REDIS_PASSWORD_FILE
HEARTH_DEVELOPMENT__ENABLED=true
HEARTH_DEVELOPMENT__CLOCK_OFFSET=$(clock_offset)
END
    for peer in registry contact dispatch; do
        [[ $peer == "$name" ]] || echo "HEARTH_PEERS__${peer^^}=$(grpc_target "$peer")"
    done
    if [[ $name == gateway ]]; then
        echo "HEARTH_SERVER__PORT=$(port "$name" "$2" serving)"
        return
    fi
    cat <<END
HEARTH_SERVER__ADDRESS=127.0.0.1:$(port "$name" "$2" serving)
HEARTH_DATABASE__HOST=$HEARTH_PG_HOST
HEARTH_DATABASE__PORT=$HEARTH_PG_PORT
HEARTH_DATABASE__NAME=$database
HEARTH_DATABASE__APP_PASSWORD_FILE=$DIR/secrets/${database}_app.password
HEARTH_DATABASE__RELAY_PASSWORD_FILE=$DIR/secrets/${database}_relay.password
HEARTH_DATABASE__CHECKER_PASSWORD_FILE=$DIR/secrets/${database}_checker.password
HEARTH_LIMITS__PAGE_TOKEN_SECRET_FILE=$DIR/secrets/page_token.secret
END
    [[ $name != contact ]] || echo "HEARTH_CONTACT__OUTBOX_FILE=$DIR/contact-outbox.jsonl"
}
