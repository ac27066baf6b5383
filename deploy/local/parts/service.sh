# What all of Hearth's processes share: keys and the time. Uses DIR.
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
