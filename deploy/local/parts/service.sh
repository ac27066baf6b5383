# What all of Hearth's processes share: keys and the time. Uses DIR.
# shellcheck shell=bash

# make_keys SERVICE...: a key for each who signs, and the folder by which all verify what they say. A key that is there
# stays; two of one signer are `<signer>.pub` and `<signer>.next.pub`.
make_keys() {
    local name keys=$DIR/secrets/keys trusted=$DIR/secrets/trusted
    (umask 077 && mkdir -p "$keys")
    mkdir -p "$trusted"
    for name in gateway edge operator "$@"; do make_key "$keys/$name.key" "$trusted/$name.pub"; done
    {
        cat "$HEARTH_ROOT/deploy/local/ceilings.yaml"
        for name in "$@"; do
            printf '%s: {audience: hearth-internal, tenants: [all], speaks_for: {services/%s: [service]}}\n' "$name" "$name"
        done
    } >"$trusted/ceilings.yaml.new"
    mv "$trusted/ceilings.yaml.new" "$trusted/ceilings.yaml"
    secret "$DIR/secrets/page_token.secret" >/dev/null
}

# make_key PRIVATE PUBLIC
make_key() {
    [[ ! -s $1 ]] || return 0
    (umask 077 && openssl ecparam -name prime256v1 -genkey -noout -out "$1.new")
    openssl ec -in "$1.new" -pubout -out "$2.new" 2>/dev/null
    mv "$2.new" "$2"
    mv "$1.new" "$1"
}

# How far all clocks are ahead of the system's: kept in a file, since a story moves it on and a restarted process must
# not fall back.
clock_offset() { cat "$DIR/clock_offset" 2>/dev/null || echo 0s; }
