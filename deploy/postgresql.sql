-- The site's role and database: sudo -u postgres psql --file=deploy/postgresql.sql
--
-- The role has no password: the site connects over PostgreSQL's own socket, where the account `tianhe` is let in as the
-- role of that name (`peer`, as Debian sets it up). For a database on another host, give it one with \password tianhe.
\set ON_ERROR_STOP on

CREATE ROLE tianhe LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
-- UTF-8 whatever the host's language is, and in the same order everywhere: the site orders nothing by language.
CREATE DATABASE tianhe OWNER tianhe TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';
REVOKE ALL ON DATABASE tianhe FROM PUBLIC;
-- An answer goes out once the commit is on the disk. It is the default; a host may have another.
ALTER DATABASE tianhe SET synchronous_commit = 'on';
ALTER DATABASE tianhe SET timezone = 'UTC';

\connect tianhe
ALTER SCHEMA public OWNER TO tianhe;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
