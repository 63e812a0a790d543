#!/usr/bin/env bash
# Makes the secrets of docker-compose.yml, once, in deploy/secrets/. What is already there stays as it is.
# The folder is closed to everybody but its owner; the files in it can be read by all, because the containers that get one of
# them run under other user ids and a file that is mounted keeps its mode.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p secrets
chmod 0700 secrets

keep() { # keep NAME VALUE
  [ -e "secrets/$1" ] && return
  printf '%s\n' "$2" >"secrets/$1"
  chmod 0444 "secrets/$1"
  echo "made deploy/secrets/$1"
}

keep master-secret "$(openssl rand -base64 32)"
keep postgres-password "$(openssl rand -hex 24)"
keep leerid-password "$(openssl rand -hex 24)"
keep redis-password "$(openssl rand -hex 24)"
# The addresses hold the passwords above, so they are secrets as well.
keep database-url "postgresql://leerid:$(cat secrets/leerid-password)@postgres:5432/leerid"
keep redis-url "redis://:$(cat secrets/redis-password)@redis:6379"
echo "Keep a copy of deploy/secrets/master-secret apart from the backups of the database: without it nobody can sign in again."
