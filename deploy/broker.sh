#!/usr/bin/env bash
# deploy/broker.sh [FOLDER] [PORT]: RabbitMQ without a service manager, on the loopback interface alone, with everything it writes in one
# folder. Says "ready" when it is; ends, and the processes that it started with it, on Ctrl-C or SIGTERM.
set -u
folder=${1:-$PWD/broker} port=${2:-5672}
server=$(command -v /usr/lib/rabbitmq/bin/rabbitmq-server || command -v rabbitmq-server) ||
    { echo "rabbitmq-server is not installed; on Debian, 'apt-get install rabbitmq-server' as root puts that right." >&2; exit 2; }
command -v epmd >/dev/null || { echo "epmd of Erlang is not on the path." >&2; exit 2; }
mkdir -p "$folder" && cd "$folder" || exit 2
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    echo "Port $port is taken; choose another: deploy/broker.sh FOLDER PORT" >&2
    exit 2
fi

export HOME=$folder ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=$((port + 1))
export RABBITMQ_NODENAME=vision-$port@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$port RABBITMQ_DIST_PORT=$((port + 2))
export RABBITMQ_MNESIA_BASE=$folder/data RABBITMQ_LOG_BASE=$folder/log RABBITMQ_ENABLED_PLUGINS_FILE=$folder/plugins
export RABBITMQ_CONFIG_FILE=$folder/rabbitmq RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}'

# Ends a child; one that does not end by itself within half a minute is killed.
end() {
    [ -n "$1" ] && kill "$1" 2>/dev/null || return 0
    for ((i = 0; i < 300; i++)); do kill -0 "$1" 2>/dev/null || break; sleep 0.1; done
    kill -9 "$1" 2>/dev/null
    wait "$1" 2>/dev/null
}
finish() {
    trap - EXIT INT TERM
    end "${broker:-}"
    end "${names:-}"
}
trap 'finish; exit 143' TERM
trap 'finish; exit 130' INT
trap finish EXIT

# Erlang would leave a name server of its own behind.
epmd -address 127.0.0.1 -port "$ERL_EPMD_PORT" >names.log 2>&1 &
names=$!
# As under a service manager, the server takes the place of its script, so that its process can be ended by its id.
RUNNING_UNDER_SYSTEMD=1 "$server" >broker.log 2>&1 &
broker=$!
for ((i = 0; ; i++)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
    ((i < 3000)) || { echo "The broker was not ready within five minutes; see $folder/broker.log" >&2; exit 1; }
    kill -0 "$broker" 2>/dev/null || { echo "The broker did not start; see $folder/broker.log" >&2; exit 1; }
    sleep 0.1
done
echo "ready: amqp://guest:guest@127.0.0.1:$port"
wait "$broker"
