#!/bin/sh
# Runs once, when the server's data folder is new: the two roles and the database that Liuke wants.
set -eu
psql --set=ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --dbname postgres \
  --set=app="$LIUKE_APP_PASSWORD" --set=owner="$LIUKE_OWNER_PASSWORD" <<'SQL'
CREATE ROLE liuke_owner LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'owner';
CREATE ROLE liuke_app LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'app';
CREATE DATABASE liuke OWNER liuke_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE liuke FROM PUBLIC;
GRANT CONNECT ON DATABASE liuke TO liuke_app;
SQL
