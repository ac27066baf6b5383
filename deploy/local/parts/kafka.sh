# Apache Kafka as a part of the stack: one KRaft node from the pinned jars.
# shellcheck shell=bash
kafka_mark() { printf '%s/kafka/server.properties' "$DIR"; }
kafka_ports() { printf '%s\n' "$HEARTH_KAFKA_PORT" "$HEARTH_KAFKA_CONTROLLER_PORT"; }

# kafka_java DIR MAIN ARGS...: becomes the JVM. The class-data archive saves a second of each start.
kafka_java() {
    local dir=$1 jars java
    shift
    java=$(java_home)/bin/java || return 1
    jars=$(kafka_jars "$HEARTH_KAFKA_VERSION")
    local options=(-Xms128m -Xmx320m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:MaxDirectMemorySize=64m
        -Xshare:auto "-Dkafka.logs.dir=$dir")
    if [[ -n ${KAFKA_RECORD_CLASSES:-} ]]; then
        options+=("-XX:ArchiveClassesAtExit=$jars/classes.jsa")
    elif [[ -f $jars/classes.jsa ]]; then
        options+=("-XX:SharedArchiveFile=$jars/classes.jsa" -Xlog:cds=off -Xlog:cds+dynamic=off)
    fi
    if [[ $HEARTH_KAFKA_VERSION == 3.* ]]; then
        options+=("-Dlog4j.configuration=file:$HEARTH_ROOT/deploy/kafka/log4j.properties")
    else
        options+=("-Dlog4j2.configurationFile=$HEARTH_ROOT/deploy/kafka/log4j2.xml")
    fi
    ${KAFKA_SPAWN:-exec} "$java" "${options[@]}" -cp "$jars/*" "$@"
}

kafka_properties() {
    cat <<END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$HEARTH_KAFKA_CONTROLLER_PORT
listeners=PLAINTEXT://127.0.0.1:$HEARTH_KAFKA_PORT,CONTROLLER://127.0.0.1:$HEARTH_KAFKA_CONTROLLER_PORT
advertised.listeners=PLAINTEXT://127.0.0.1:$HEARTH_KAFKA_PORT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=$1/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=2000
auto.create.topics.enable=false
num.network.threads=2
num.io.threads=2
log.cleaner.dedupe.buffer.size=8388608
log.segment.bytes=67108864
log.index.size.max.bytes=1048576
log.retention.ms=-1
message.max.bytes=1048588
END
}

kafka_prepare() {
    local jars
    jars=$(kafka_jars "$HEARTH_KAFKA_VERSION")
    [[ -f $jars/kafka_2.13-$HEARTH_KAFKA_VERSION.jar ]] || { echo "no Kafka $HEARTH_KAFKA_VERSION in $jars: run deploy/local/install"; return 1; }
    java_home >/dev/null || { echo "no Java 17 or later: run deploy/local/install"; return 1; }
    mkdir -p "$DIR/kafka"
    kafka_properties "$DIR/kafka" >"$DIR/kafka/server.properties"
    [[ -f $DIR/kafka/data/meta.properties ]] || kafka_format "$DIR/kafka"
}

# kafka_format DIR: gives the log folder its cluster id; a random UUID in the broker's own spelling.
kafka_format() {
    local id
    id=$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n')
    # A leading dash would read as an option.
    (kafka_java "$1" kafka.tools.StorageTool format -t "A${id:1}" -c "$1/server.properties" -g)
}

kafka_start() {
    local pid_file=$1 log=$2
    # shellcheck disable=SC2317
    kafka_spawn() { spawn "$pid_file" "$log" "$@"; }
    KAFKA_SPAWN=kafka_spawn kafka_java "$DIR/kafka" kafka.Kafka "$DIR/kafka/server.properties"
}

# The broker listens before it serves: only metadata that names one broker counts.
kafka_ready() {
    port_taken "$HEARTH_KAFKA_PORT" &&
        timeout 3 kcat -L -b "127.0.0.1:$HEARTH_KAFKA_PORT" -m 2 2>/dev/null | grep -q '^ 1 brokers:'
}

kafka_stop() {
    local signal=TERM
    [[ -z $2 ]] || signal=KILL
    stop_process "$1" "$(kafka_mark)" "$signal" 30
}
