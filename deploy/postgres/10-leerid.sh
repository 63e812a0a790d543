#!/usr/bin/env bash
# Run once by the postgres image, in an empty data folder. The provider gets a user of its own: it owns its database and may
# make the three roles of migrations/0001-roles.sql, but is no superuser, so row-level security holds whatever it is made to run.
set -euo pipefail
password=$(cat /run/secrets/leerid-password)
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --set password="$password" <<'SQL'
create role leerid login createrole password :'password';
create database leerid owner leerid;
revoke connect on database leerid from public;
SQL
