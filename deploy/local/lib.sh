# What the scripts of deploy/ and tests/run share: words, ports, processes, secrets. Sourced, never run.
# shellcheck shell=bash disable=SC2034,SC2317
HEARTH_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
KAFKA_DEFAULT_VERSION=4.3.1

say() { printf '%s\n' "$*" >&2; }

# die [-STATUS] WORDS: 2 is wrong usage, 1 anything else.
die() {
    local status=1
    case $1 in -[0-9]) status=${1#-} && shift ;; esac
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit "$status"
}

# usage: prints the comment block at the head of the running script.
usage() { awk 'NR > 1 && !/^#/ { exit } NR > 1 { sub(/^# ?/, ""); print }' "$0"; }

# seconds_since NANOSECONDS: "3.2", from an earlier `date +%s%N`.
seconds_since() {
    local tenths=$((($(date +%s%N) - $1) / 100000000))
    printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

# wait_until SECONDS COMMAND...: asks again every 50 ms; false when the time is over.
wait_until() {
    local until=$((SECONDS + $1)) && shift
    until "$@"; do
        ((SECONDS < until)) || return 1
        sleep 0.05
    done
}

# free_ports COUNT [AVOID...]: ports nobody listens on, outside the range that outgoing connections take theirs from.
free_ports() {
    local count=$1 && shift
    awk -v count="$count" -v avoid="$*" -v seed=$((RANDOM * 32768 + RANDOM)) '
        function hex(text,   i, n) {
            n = 0
            for (i = 1; i <= length(text); i++) n = n * 16 + index("0123456789ABCDEF", substr(text, i, 1)) - 1
            return n
        }
        BEGIN { split(avoid, list, " "); for (i in list) used[list[i]] = 1 }
        $2 ~ /:/ { split($2, address, ":"); used[hex(address[2])] = 1 }
        END {
            srand(seed)
            while (found < count) {
                port = 15000 + int(rand() * 15000)
                if (!(port in used)) { used[port] = 1; print port; found++ }
            }
        }' /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# port_taken PORT: somebody on loopback answers there.
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# command_line PID: its words. A process between two programs has none for a moment: waited for; a zombie has none.
command_line() {
    local words tries
    for ((tries = 0; tries < 200; tries++)); do
        words=$(tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline") || return 1
        [[ -z $words ]] || break
        grep -q '^State:.*Z' "/proc/$1/status" 2>/dev/null && return 1
        sleep 0.01
    done
    printf '%s' "$words"
}

# spawn PIDFILE LOG COMMAND...: starts a process of its own session that outlives us and holds none of our files.
spawn() {
    local pid_file=$1 log=$2 ours && shift 2
    ours=$(command_line "$BASHPID")
    setsid "$@" </dev/null >>"$log" 2>&1 8>&- 9>&- &
    local pid=$!
    printf '%s\n' "$pid" >"$pid_file"
    # Until it has become the command, its command line is ours and it would seem to be gone.
    while [[ $(command_line "$pid") == "$ours" ]]; do sleep 0.01; done
}

# owned_pid PIDFILE MARK: prints the pid when that process runs and its command line names MARK, so that a
# number used again by a stranger is never signalled.
owned_pid() {
    local pid
    [[ -f $1 ]] && pid=$(<"$1") && [[ $pid =~ ^[0-9]+$ ]] || return 1
    command_line "$pid" | grep -qF -- "$2" || return 1
    printf '%s' "$pid"
}

process_gone() { ! owned_pid "$1" "$2" >/dev/null; }

# stop_process PIDFILE MARK SIGNAL SECONDS: signals our own process, waits, then kills it.
stop_process() {
    local pid
    if pid=$(owned_pid "$1" "$2"); then
        kill "-$3" "$pid" 2>/dev/null || true
        if ! wait_until "$4" process_gone "$1" "$2"; then
            say "  ${1##*/} did not stop within $4 s: killed"
            kill -KILL "$pid" 2>/dev/null || true
            wait_until 5 process_gone "$1" "$2" || return 1
        fi
    fi
    rm -f "$1"
}

# secret FILE: makes a random password readable by its owner alone, once; prints it.
secret() {
    if [[ ! -s $1 ]]; then
        mkdir -p "$(dirname "$1")"
        (umask 077 && head -c 24 /dev/urandom | base64 | tr -d '/+=\n' >"$1.new" && mv "$1.new" "$1")
    fi
    cat "$1"
}

# java_home: a Java of 17 or later, 17 itself first. A machine's default may be older or newer.
java_home() {
    local home
    for home in /usr/lib/jvm/*17*amd64 /usr/lib/jvm/*17* "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        if [[ -n $home && -x $home/bin/java ]] && (($(java_major "$home") >= 17)); then
            printf '%s' "$home"
            return 0
        fi
    done
    return 1
}

java_major() {
    local version
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null) || true
    [[ -n $version ]] || version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
    printf '%s' "${version:-0}"
}

kafka_jars() { printf '%s/.cache/kafka-%s' "$HEARTH_ROOT" "$1"; }

# as_root COMMAND...: by sudo where we are not root.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo -- "$@"
    else
        die "need root or sudo for: $*"
    fi
}

# step TITLE COMMAND...: one line for people, all else in a log of its own under STEP_LOGS. On a terminal the line
# shows how long it has run; elsewhere a dot each ten seconds says that it lives. A failure shows the log's end and
# ends the script.
step() {
    local title=$1 log began status=0 pid ticks=0
    shift
    began=$(date +%s%N)
    mkdir -p "$STEP_LOGS"
    log=$STEP_LOGS/$(tr -cs 'a-z0-9' '-' <<<"${title,,}" | sed 's/^-*//; s/-*$//').log
    printf '%-44s ' "$title" >&2
    "$@" >"$log" 2>&1 </dev/null &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        sleep 0.1
        ((++ticks % 10)) || step_progress "$title" "$began" "$ticks" "$log"
    done
    wait "$pid" || status=$?
    [[ ! -t 2 ]] || printf '\r\033[K%-44s ' "$title" >&2
    if ((status)); then
        say "FAILED after $(seconds_since "$began") s (status $status); the end of $log:"
        tail -n 25 "$log" | sed 's/^/    /' >&2
        exit 1
    fi
    say "$(seconds_since "$began") s"
}

step_progress() {
    if [[ -t 2 ]]; then
        printf '\r\033[K%-44s %s s  %.60s' "$1" "$(seconds_since "$2")" "$(tail -n 1 "$4" | tr -d '\r\t')" >&2
    elif (($3 % 100 == 0)); then
        printf '.' >&2
    fi
}

# configure_build PRESET, build_targets PRESET [TARGET...]: one build for demo and tests.
configure_build() { [[ -f $HEARTH_ROOT/build/$1/build.ninja ]] || (cd "$HEARTH_ROOT" && cmake --preset "$1"); }

build_targets() {
    local preset=$1
    shift
    # Where the checkout lies must not make ccache miss, so that a second clone builds in a minute. What a source includes
    # is learnt from the compiler, so that a first build does not preprocess each source twice.
    CCACHE_BASEDIR=$HEARTH_ROOT CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1 CCACHE_SLOPPINESS=pch_defines,time_macros \
        nice ninja -C "$HEARTH_ROOT/build/$preset" "$@"
}
