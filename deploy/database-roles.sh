#!/bin/sh
# Makes the database and its three roles (docs/operating/database.md). Runs once, when the container of PostgreSQL is new.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" -v engine="$ENGINE_PASSWORD" <<'SQL'
CREATE ROLE bellhop_owner LOGIN PASSWORD :'owner';
CREATE ROLE bellhop_app LOGIN PASSWORD :'app';
CREATE ROLE bellhop_engine LOGIN PASSWORD :'engine';
CREATE DATABASE bellhop OWNER bellhop_owner;
REVOKE ALL ON DATABASE bellhop FROM PUBLIC;
GRANT CONNECT ON DATABASE bellhop TO bellhop_app, bellhop_engine;
SQL
