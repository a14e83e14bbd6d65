-- The site's role and database: sudo -u postgres psql --file=deploy/postgresql.sql
-- Another database for the same role, to move into: the same with --set=database=NAME
--
-- The role has no password: the site connects over PostgreSQL's own socket, where the account `tianhe` is let in as the
-- role of that name (`peer`, as Debian sets it up). For a database on another host, give it one with \password tianhe.
\set ON_ERROR_STOP on
\if :{?database}
\else
    \set database tianhe
\endif

SELECT 'CREATE ROLE tianhe LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tianhe') \gexec
-- UTF-8 whatever the host's language is, and in the same order everywhere: the site orders nothing by language.
CREATE DATABASE :"database"
    OWNER tianhe TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
-- An answer goes out once the commit is on the disk. It is the default; a host may have another.
ALTER DATABASE :"database" SET synchronous_commit = 'on';
ALTER DATABASE :"database" SET timezone = 'UTC';

\connect :"database"
ALTER SCHEMA public OWNER TO tianhe;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
